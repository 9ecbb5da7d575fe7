# One static binary with the front end inside, run by nobody in particular in an empty image.
# `make verify` compares the version of Go with go.mod.

FROM node:22-bookworm-slim AS web
WORKDIR /src/web
COPY web/package.json web/package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY web/ ./
COPY openapi/ /src/openapi/
COPY checklist/*.json /src/checklist/
COPY planner/words/*.json /src/planner/words/
COPY server/french/*.json /src/server/french/
COPY store/seed/*.json /src/store/seed/
COPY sync/testdata/vectors/*.json /src/sync/testdata/vectors/
RUN npm run build

FROM golang:1.26.8-bookworm AS build
ENV GOTOOLCHAIN=local CGO_ENABLED=0
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
COPY --from=web /src/web/dist/ web/dist/
RUN go build -tags nomsgpack -trimpath -ldflags='-s -w' -o /out/cellsweep ./cmd/cellsweep
# What an empty image lacks: a folder to write to, the authorities that TLS trusts, time zones.
RUN install -d -o 65532 -g 65532 -m 0700 /out/data && install -d -m 1777 /out/tmp \
 && cp "$(go env GOROOT)/lib/time/zoneinfo.zip" /out/zoneinfo.zip

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /out/tmp /tmp
COPY --from=build /out/zoneinfo.zip /zoneinfo.zip
COPY --from=build --chown=65532:65532 /out/data /var/lib/cellsweep
COPY --from=build /out/cellsweep /cellsweep
ENV ZONEINFO=/zoneinfo.zip \
    CELLSWEEP_LISTEN=:8080
USER 65532:65532
WORKDIR /var/lib/cellsweep
VOLUME /var/lib/cellsweep
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 \
    CMD ["/cellsweep", "health", "--url", "http://127.0.0.1:8080"]
ENTRYPOINT ["/cellsweep"]
CMD ["serve", "--database", "/var/lib/cellsweep/cellsweep.db"]
