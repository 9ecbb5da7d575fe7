// Package s3 keeps blobs in an S3-compatible store. It is apart from blobs
// because of what it brings along: whoever does without it builds a program that
// is several megabytes smaller.
package s3

import (
	"context"
	"net/url"

	"gocloud.dev/blob"
	"gocloud.dev/blob/s3blob"
)

// Scheme is that of its URLs: s3://bucket?region=…&endpoint=…&use_path_style=true.
const Scheme = "s3"

// Open opens the bucket that a URL names. Credentials come from where the AWS
// tools have them: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile, or
// the machine's role.
func Open(ctx context.Context, u *url.URL) (*blob.Bucket, error) {
	return new(s3blob.URLOpener).OpenBucketURL(ctx, u)
}
