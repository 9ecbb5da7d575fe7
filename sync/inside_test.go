package sync

import "github.com/cellsweep/cellsweep/models"

// Standing gives tests what the projector asks of the thing that a body makes.
func Standing(s *Schemas, kind string, id models.ID, body string) error {
	members, err := s.read(kind, 1, body)
	if err != nil {
		return err
	}
	return standing(Journalled{Entry: Entry{ID: id, Type: kind}}, members)
}
