import type { TrayCode } from './tray'

/** What is said of a thing in the tray: what it is, and what to do. {detail} and {count} are the item's. */
export interface TrayWords {
  readonly title: string
  readonly remedy: string
}

/**
 * The words of the tray in both languages. They lie beside the codes and not in the pages' dictionary: headquarters need
 * not load them.
 */
export const trayWords: { readonly [L in 'en' | 'fr']: { readonly [C in TrayCode]: TrayWords } } = {
  en: {
    bad_signature: { title: 'Headquarters could not verify this entry', remedy: 'It is kept and sent again. Show this tablet to your coordinator before it is used elsewhere.' },
    wrong_stream: { title: 'This entry belongs to another operation’s journal', remedy: 'It is kept. Show this tablet to your coordinator.' },
    unknown_stream: { title: 'Headquarters does not know this tablet yet', remedy: 'Go on working; everything is kept. Enrol the tablet with a code from your coordinator.' },
    malformed: { title: 'Headquarters could not read this entry', remedy: 'It is kept and sent again. Update the app, and tell your coordinator.' },
    too_large_to_send: { title: 'This entry is too large for the line', remedy: 'It is kept and tried again. Carry it home as an export file if it stays here.' },
    out_of_scope: { title: 'Recorded at a site that this tablet is not at', remedy: 'It is at headquarters, set aside. The coordinator decides on it.' },
    tablet_revoked: { title: 'This tablet was revoked', remedy: 'What you record is kept and sent, but set aside. Speak to your coordinator.' },
    seq_fork: { title: 'This entry stands on a branch that headquarters does not follow', remedy: 'It is at headquarters, set aside. The coordinator decides on it.' },
    operation_closed: { title: 'The operation was closed when this arrived', remedy: 'It is at headquarters, set aside. The coordinator decides on it.' },
    too_large: { title: 'This entry is larger than an entry may be', remedy: 'It is at headquarters, set aside. The coordinator decides on it.' },
    held: { title: 'Headquarters waits for something that this entry refers to', remedy: 'Nothing is lost. It is applied when the missing entry arrives: send everything from all tablets of your team.' },
    held_pending: { title: 'Headquarters holds {count} {count|entry|entries} back until this tablet is confirmed', remedy: 'Nothing is lost. Compare the six words with your coordinator: all of it is then applied.' },
    refused: { title: 'Headquarters has this entry, but could not apply it', remedy: 'Nothing is lost. Tell your coordinator, or record it anew.' },
    refused_for_now: { title: 'Headquarters has this entry, but its program cannot apply it yet', remedy: 'Nothing is lost. Tell your coordinator, and do not record it anew: it is applied when the program is mended.' },
    contested: { title: 'Another tablet answered this differently', remedy: 'Both answers are kept. Whoever leads the search decides which stands.' },
    unknown_code: { title: 'Headquarters says something that this app does not know: {detail}', remedy: 'Nothing is lost. Update the app, and tell your coordinator.' },
    file_refused: { title: 'Headquarters does not take this photograph', remedy: 'It is kept on this tablet and tried again. Tell your coordinator. (status {detail})' },
    original_gone: { title: 'A photograph that was signed for is no longer on this tablet', remedy: 'Tell your coordinator at once, and do not clear this browser’s data.' },
    missing_again: { title: 'This photograph was sent, and headquarters still misses it', remedy: 'It is sent again. Tell your coordinator if it stays here.' },
    loose_photograph: { title: 'This photograph belongs to nothing yet', remedy: 'Attach it to what it shows, or give it up.' },
    stream_forked: { title: 'There are two tablets with this journal', remedy: 'A new journal was begun, which names the old one; nothing is lost. Enrol this tablet again, and tell your coordinator.' },
    stream_restored: { title: 'Headquarters has more of this journal than this tablet', remedy: 'It was restored from an older state. A new journal was begun. Enrol this tablet again, and tell your coordinator.' },
    tree_conflict: { title: 'Headquarters’ log contradicts itself', remedy: 'Go on recording. Keep this tablet and tell the auditor: this is evidence.' },
    ack_not_signed: { title: 'A receipt was not signed by headquarters', remedy: 'It was not believed, and nothing counts as delivered by it. Use another network, and tell your coordinator.' },
    not_enrolled: { title: 'This tablet is not enrolled', remedy: 'Go on working; everything is kept. Enrol it with a code from your coordinator.' },
    not_confirmed: { title: 'Nobody has confirmed this tablet yet', remedy: 'Compare the six words with your coordinator.' },
    pin_to_send: { title: 'Headquarters asks for {count} entries again', remedy: 'They were delivered once and are locked since. Give your PIN, and they are sent.' },
    storage_low: { title: 'This tablet is nearly full', remedy: 'Send everything, then free space outside of this app. Do not clear this browser’s data.' },
    storage_not_kept: { title: 'The browser does not promise to keep this journal: a full disk could cost all of it', remedy: 'Install the app on the home screen, and send or export often.' },
    clock_off: { title: 'The clock of this tablet is wrong', remedy: 'Set it. What was recorded stays as it is; both times are shown.' },
    program_too_old: { title: 'This app is too old to read what headquarters sends', remedy: 'Recording and sending go on. Update the app when you have a network.' },
    not_allowed: { title: 'This tablet may not read this operation', remedy: 'Recording and sending go on. Ask your coordinator.' },
    long_unsent: { title: '{count} entries have waited for hours', remedy: 'Go where there is a network, or carry them home as an export file.' },
  },
  fr: {
    bad_signature: { title: 'Le poste de commandement n’a pas pu vérifier cette entrée', remedy: 'Elle est conservée et renvoyée. Montrez cette tablette à votre coordinateur avant tout autre usage.' },
    wrong_stream: { title: 'Cette entrée relève du journal d’une autre opération', remedy: 'Elle est conservée. Montrez cette tablette à votre coordinateur.' },
    unknown_stream: { title: 'Le poste de commandement ne connaît pas encore cette tablette', remedy: 'Continuez ; tout est conservé. Inscrivez la tablette avec un code de votre coordinateur.' },
    malformed: { title: 'Le poste de commandement n’a pas pu lire cette entrée', remedy: 'Elle est conservée et renvoyée. Mettez l’application à jour et prévenez votre coordinateur.' },
    too_large_to_send: { title: 'Cette entrée est trop volumineuse pour la liaison', remedy: 'Elle est conservée et réessayée. Si elle reste là, rapportez-la par fichier d’export.' },
    out_of_scope: { title: 'Enregistré sur un site qui n’est pas celui de la tablette', remedy: 'L’entrée est au poste de commandement, mise à part. Le coordinateur tranche.' },
    tablet_revoked: { title: 'Cette tablette a été révoquée', remedy: 'Ce que vous enregistrez est conservé et transmis, mais mis à part. Parlez à votre coordinateur.' },
    seq_fork: { title: 'Cette entrée est sur une branche que le poste de commandement ne suit pas', remedy: 'Elle est au poste de commandement, mise à part. Le coordinateur tranche.' },
    operation_closed: { title: 'L’opération était close à l’arrivée de cette entrée', remedy: 'Elle est au poste de commandement, mise à part. Le coordinateur tranche.' },
    too_large: { title: 'Cette entrée dépasse la taille permise', remedy: 'Elle est au poste de commandement, mise à part. Le coordinateur tranche.' },
    held: { title: 'Le poste de commandement attend ce à quoi cette entrée renvoie', remedy: 'Rien n’est perdu. Elle sera appliquée à l’arrivée de l’entrée manquante : transmettez tout depuis toutes les tablettes de l’équipe.' },
    held_pending: { title: 'Le poste de commandement retient {count} {count|entrée|entrées} tant que la tablette n’est pas confirmée', remedy: 'Rien n’est perdu. Comparez les six mots avec votre coordinateur : tout sera alors appliqué.' },
    refused: { title: 'Le poste de commandement a cette entrée mais n’a pas pu l’appliquer', remedy: 'Rien n’est perdu. Prévenez votre coordinateur ou enregistrez-la de nouveau.' },
    refused_for_now: { title: 'Le poste de commandement a cette entrée, mais son programme ne peut pas encore l’appliquer', remedy: 'Rien n’est perdu. Prévenez votre coordinateur et ne l’enregistrez pas de nouveau : elle sera appliquée une fois le programme corrigé.' },
    contested: { title: 'Une autre tablette a répondu autrement', remedy: 'Les deux réponses sont conservées. Le responsable de la fouille décide laquelle vaut.' },
    unknown_code: { title: 'Le poste de commandement dit une chose que l’application ne connaît pas : {detail}', remedy: 'Rien n’est perdu. Mettez l’application à jour et prévenez votre coordinateur.' },
    file_refused: { title: 'Le poste de commandement n’accepte pas cette photographie', remedy: 'Elle est conservée sur la tablette et réessayée. Prévenez votre coordinateur. (code {detail})' },
    original_gone: { title: 'Une photographie signée n’est plus sur cette tablette', remedy: 'Prévenez aussitôt votre coordinateur et n’effacez pas les données de ce navigateur.' },
    missing_again: { title: 'Cette photographie a été envoyée et manque toujours au poste de commandement', remedy: 'Elle est renvoyée. Prévenez votre coordinateur si elle reste là.' },
    loose_photograph: { title: 'Cette photographie n’est encore rattachée à rien', remedy: 'Rattachez-la à ce qu’elle montre, ou renoncez-y.' },
    stream_forked: { title: 'Deux tablettes portent ce journal', remedy: 'Un nouveau journal, qui nomme l’ancien, a été ouvert ; rien n’est perdu. Inscrivez de nouveau cette tablette et prévenez votre coordinateur.' },
    stream_restored: { title: 'Le poste de commandement a plus de ce journal que cette tablette', remedy: 'Elle a été restaurée dans un état antérieur. Un nouveau journal a été ouvert. Inscrivez-la de nouveau et prévenez votre coordinateur.' },
    tree_conflict: { title: 'Le registre du poste de commandement se contredit', remedy: 'Continuez d’enregistrer. Gardez cette tablette et prévenez l’auditeur : c’est une preuve.' },
    ack_not_signed: { title: 'Un accusé de réception n’était pas signé par le poste de commandement', remedy: 'Il n’a pas été cru et rien n’est tenu pour livré. Changez de réseau et prévenez votre coordinateur.' },
    not_enrolled: { title: 'Cette tablette n’est pas inscrite', remedy: 'Continuez ; tout est conservé. Inscrivez-la avec un code de votre coordinateur.' },
    not_confirmed: { title: 'Personne n’a encore confirmé cette tablette', remedy: 'Comparez les six mots avec votre coordinateur.' },
    pin_to_send: { title: 'Le poste de commandement redemande {count} entrées', remedy: 'Elles avaient été transmises et sont verrouillées depuis. Saisissez votre code, et elles partent.' },
    storage_low: { title: 'Cette tablette est presque pleine', remedy: 'Transmettez tout, puis libérez de la place hors de l’application. N’effacez pas les données de ce navigateur.' },
    storage_not_kept: { title: 'Le navigateur ne promet pas de conserver ce journal : un disque plein pourrait tout coûter', remedy: 'Installez l’application sur l’écran d’accueil et transmettez ou exportez souvent.' },
    clock_off: { title: 'L’horloge de cette tablette est fausse', remedy: 'Réglez-la. Ce qui est enregistré reste tel quel ; les deux heures sont montrées.' },
    program_too_old: { title: 'L’application est trop ancienne pour lire ce qu’envoie le poste de commandement', remedy: 'L’enregistrement et l’envoi continuent. Mettez-la à jour dès que vous avez du réseau.' },
    not_allowed: { title: 'Cette tablette ne peut pas lire cette opération', remedy: 'L’enregistrement et l’envoi continuent. Demandez à votre coordinateur.' },
    long_unsent: { title: '{count} entrées attendent depuis des heures', remedy: 'Allez là où il y a du réseau, ou rapportez-les par fichier d’export.' },
  },
}

/** Why headquarters could not apply an entry, by its code (docs/verdicts.md). */
export const trayWhys: { readonly [L in 'en' | 'fr']: Readonly<Record<string, string>> } = {
  en: {
    invalid_body: 'What was recorded does not have the form that it must have.',
    unknown_type: 'Headquarters’ program does not know this kind of entry yet.',
    internal: 'Headquarters’ program failed at it.',
  },
  fr: {
    invalid_body: 'Ce qui a été enregistré n’a pas la forme voulue.',
    unknown_type: 'Le programme du poste de commandement ne connaît pas encore ce genre d’entrée.',
    internal: 'Le programme du poste de commandement a échoué sur cette entrée.',
  },
}
