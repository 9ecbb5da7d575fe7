package authority

// words are what the page says, in both languages.
var words = map[string]map[string]string{
	"en": {
		"title":    "Make this tablet trust the server",
		"why":      "The server stands in a closed network and vouches for itself. A tablet installs its certificate once; without it the browser gives no keys, and nothing can be recorded.",
		"download": "Download the certificate",
		"install":  "Install it:",
		"android":  "Settings → Security → More security settings → Install from storage → CA certificate. Choose cellsweep-authority.crt.",
		"apple":    "Settings → Profile downloaded → Install. Then Settings → General → About → Certificate Trust Settings: switch it on for Cellsweep.",
		"desk":     "In the browser's settings, look for certificates, then authorities, and import the file to identify websites.",
		"compare":  "Compare the SHA-256 fingerprint that the tablet shows for the certificate with the one on the enrolment sheet. They must be the same, pair by pair. This page says:",
		"beware":   "This page came without protection. Only the printed sheet counts: where the two differ, remove the certificate and call your coordinator.",
		"goOn":     "Go on to Cellsweep",
	},
	"fr": {
		"title":    "Faire reconnaître le serveur par cette tablette",
		"why":      "Le serveur se trouve sur un réseau fermé et garantit lui-même son identité. Chaque tablette installe son certificat une fois ; sans lui, le navigateur ne donne pas de clés et rien ne peut être saisi.",
		"download": "Télécharger le certificat",
		"install":  "L’installer :",
		"android":  "Paramètres → Sécurité → Autres paramètres de sécurité → Installer depuis la mémoire → Certificat CA. Choisir cellsweep-authority.crt.",
		"apple":    "Réglages → Profil téléchargé → Installer. Puis Réglages → Général → Informations → Réglages des certificats : activer Cellsweep.",
		"desk":     "Dans les réglages du navigateur, chercher les certificats, puis les autorités, et importer le fichier pour identifier des sites.",
		"compare":  "Comparer l’empreinte SHA-256 que la tablette affiche pour le certificat avec celle de la fiche d’enrôlement. Elles doivent être identiques, paire par paire. Cette page indique :",
		"beware":   "Cette page est arrivée sans protection. Seule la fiche imprimée fait foi : si les deux diffèrent, supprimer le certificat et appeler le coordinateur.",
		"goOn":     "Continuer vers Cellsweep",
	},
}
