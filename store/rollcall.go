package store

import (
	"slices"
	"time"

	"github.com/cellsweep/cellsweep/models"
)

// Roll is who stands behind some credentials at an instant. A credential that
// is missing from it is good no more.
type Roll struct {
	Tablets  map[string]models.Tablet // by the hash of a tablet's token
	Writing  map[models.ID]bool       // tablets that have a stream in the operation
	Sessions map[string]models.Person // by the hash of a person's session
}

// rollAtOnce is how many credentials one statement asks for.
const rollAtOnce = 500

// RollCall asks about everybody who follows an operation at once: one question
// a follower would cost more than everything else that a poke does.
func (v View) RollCall(operation models.ID, tokens, sessions []string, now time.Time) (Roll, error) {
	r := Roll{map[string]models.Tablet{}, map[models.ID]bool{}, map[string]models.Person{}}
	for part := range slices.Chunk(tokens, rollAtOnce) {
		if err := v.rollTablets(r, operation, part, now); err != nil {
			return r, err
		}
	}
	for part := range slices.Chunk(sessions, rollAtOnce) {
		if err := v.rollPeople(r, part, now); err != nil {
			return r, err
		}
	}
	return r, nil
}

func (v View) rollTablets(r Roll, operation models.ID, tokens []string, now time.Time) error {
	var rows []struct {
		models.Tablet
		TokenHash string
	}
	err := v.db.Model(&models.Tablet{}).Select("tablets.*, token_hash").Joins("JOIN tablet_tokens ON tablet_tokens.tablet = tablets.id").
		Where("token_hash IN ? AND expires_at > ?", tokens, models.Instant(now)).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return err
	}
	var ids, writing []models.ID
	for _, x := range rows {
		r.Tablets[x.TokenHash] = x.Tablet
		ids = append(ids, x.ID)
	}
	err = v.db.Model(&Stream{}).Where("operation = ? AND tablet IN ?", operation, ids).Pluck("tablet", &writing).Error
	for _, id := range writing {
		r.Writing[id] = true
	}
	return err
}

func (v View) rollPeople(r Roll, sessions []string, now time.Time) error {
	var rows []models.Session
	if err := v.db.Where("token_hash IN ? AND expires_at > ?", sessions, models.Instant(now)).Find(&rows).Error; err != nil || len(rows) == 0 {
		return err
	}
	ids := make([]models.ID, len(rows))
	for i, x := range rows {
		ids[i] = x.Person
	}
	var found []personRow
	if err := v.db.Where("id IN ?", ids).Find(&found).Error; err != nil {
		return err
	}
	people, err := v.people(found)
	if err != nil {
		return err
	}
	known := make(map[models.ID]models.Person, len(people))
	for _, p := range people {
		known[p.ID] = p
	}
	for _, x := range rows {
		if p, there := known[x.Person]; there && !p.Disabled {
			r.Sessions[x.TokenHash] = p
		}
	}
	return nil
}

// NewsBySite is, for each site of an operation where a document changed after
// since, or which it left, the newest such position; under the zero id that of what belongs to
// the whole operation.
func (v View) NewsBySite(operation models.ID, since uint64) (map[models.ID]uint64, error) {
	var rows []struct {
		Site     *models.ID
		Position uint64
	}
	err := v.db.Raw(`SELECT site, max(position) AS position FROM (
		SELECT site, position FROM documents WHERE operation = ? AND position > ? UNION ALL
		SELECT site, position FROM departures WHERE operation = ? AND position > ?) AS news GROUP BY site`, operation, since, operation, since).Scan(&rows).Error
	news := map[models.ID]uint64{}
	for _, x := range rows {
		site := models.ID{}
		if x.Site != nil {
			site = *x.Site
		}
		news[site] = max(news[site], x.Position)
	}
	return news, err
}
