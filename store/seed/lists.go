package seed

// ConcealmentPlace is where something was hidden.
type ConcealmentPlace struct {
	Option
	Area string `json:"area"` // the row of the checklist's matrix of areas that it lies in, "" for none
}

// Category is a kind of thing found.
type Category struct {
	Option
	Device bool     `json:"device"` // it may have an identity: IMEI, ICCID, serial number
	Unit   string   `json:"unit"`   // unit in which it is usually counted
	Units  []string `json:"units"`  // units in which it may be counted; any other is shown as unusual
}

// Disposition is what becomes of a thing found.
type Disposition struct {
	Option
	Sealed  bool `json:"sealed"`  // it needs a seal, a line in the inventory and a photograph
	Removed bool `json:"removed"` // it is taken from the occupant, who gets a receipt
}

// NotExecutedReason is why a cell was not searched.
type NotExecutedReason struct {
	Option
	CommentRequired bool `json:"commentRequired"`
}

// DetectionTool is a means of finding things.
type DetectionTool struct {
	Option
	Finds     []string `json:"finds"`     // what it reacts to: any, metal, ferromagnetic, semiconductor, radio, image, odour
	WhenOff   bool     `json:"whenOff"`   // it also finds a telephone that is switched off
	Equipment string   `json:"equipment"` // code of the kind of kit, "" for none
}

// Presence is who attends a search.
type Presence struct {
	Option
	Judicial       bool `json:"judicial"`  // it is enough where the legal basis asks for the occupant or two witnesses
	Witnesses      int  `json:"witnesses"` // how many witnesses it takes
	ReasonRequired bool `json:"reasonRequired"`
}

// EquipmentKind is a kind of kit.
type EquipmentKind struct {
	Option
	Calibrated bool `json:"calibrated"` // a unit has a date until which it is calibrated
}

// EstablishmentType is a kind of prison.
type EstablishmentType struct {
	Option
	Abbreviation string `json:"abbreviation"` // in French
}

// LocationKind is a kind of node in a site's tree.
type LocationKind struct {
	Option
	Within []string `json:"within"` // kinds that it may lie in; "" is the site itself
}

// DeviceModel is one entry of the device catalogue. Lengths are in
// millimetres, mass in grams, price in euros, all rounded; 0 is not known.
type DeviceModel struct {
	Option
	Make       string   `json:"make"`
	Model      string   `json:"model"`
	LengthMM   int      `json:"lengthMm"`
	WidthMM    int      `json:"widthMm"`
	DepthMM    int      `json:"depthMm"`
	MassG      int      `json:"massG"`
	PriceEUR   int      `json:"priceEur"`
	Metal      string   `json:"metal"`      // none, trace, low, normal, unknown
	DetectedBy []string `json:"detectedBy"` // codes of detection-tools
	HiddenIn   []string `json:"hiddenIn"`   // codes of concealment-places
	Target     bool     `json:"target"`     // the type that the operation is after
	Mini       bool     `json:"mini"`
	TypeCodes  []string `json:"tacs"`   // type allocation codes: the first 8 digits of an IMEI, only where publicly documented
	Source     string   `json:"source"` // public source and year, and what is not known
}
