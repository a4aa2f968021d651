import type { Strings } from '@/config/strings/shape';

export const errors: Strings['errors'] = {
  offline: 'Der Dienst antwortet nicht. Prüfen Sie Ihre Verbindung und versuchen Sie es erneut.',
  not_delivered: 'Die Frage ist beim Dienst nicht angekommen. Versuchen Sie es erneut.',
  internal: 'Bei uns ist etwas schiefgegangen. Versuchen Sie es gleich noch einmal.',
  invalid_request: 'Der Dienst nimmt diese Anfrage nicht an.',
  not_signed_in: 'Ihre Sitzung ist beendet. Melden Sie sich wieder an.',
  session_expired: 'Ihre Sitzung ist abgelaufen. Verbindung wird neu hergestellt …',
  account_ended: 'Dieses Konto wurde geschlossen. Mehr erfahren Sie von denen, die dieses Grail betreiben.',
  sign_in_again: 'Melden Sie sich zuerst neu an: Dafür braucht es eine Anmeldung der letzten fünf Minuten.',
  not_allowed:
    'Dieses Token darf das nicht. Erstellen Sie eines, das es darf, oder tun Sie es auf der Seite.',
  not_found: 'Das gibt es nicht oder es wurde gelöscht.',
  document_not_found: 'Dieses Dokument gibt es nicht oder es wurde gelöscht.',
  conversation_not_found: 'Diese Unterhaltung gibt es nicht oder sie wurde gelöscht.',
  message_not_found: 'Diese Nachricht gibt es nicht oder sie wurde gelöscht.',
  collection_not_found: 'Diese Sammlung gibt es nicht, oder sie wurde gelöscht.',
  source_not_found: 'Diese Quelle gibt es nicht, oder sie wurde entfernt.',
  collection_full: 'Diese Sammlung ist voll. Legen Sie eine weitere an.',
  model_off: 'Dieses Modell ist gerade abgeschaltet. Wählen Sie ein anderes.',
  conflict: 'Das wurde inzwischen anderswo geändert. Versuchen Sie es erneut.',
  too_large: 'Diese Datei ist zu groß.',
  unsupported_type: 'Dateien dieses Typs können nicht gelesen werden.',
  rate_limited: 'Das war zu schnell. Warten Sie einen Moment und versuchen Sie es erneut.',
  budget_exceeded: 'Ihr Budget für diesen Zeitraum ist aufgebraucht.',
  quota_exceeded:
    'Mehr Dokumente passen nicht in Ihren Platz. Löschen Sie einige und fügen Sie die Datei dann noch einmal hinzu.',
  stage_budget_exceeded:
    'Dieses Grail hat das Budget für heute aufgebraucht. Um 00:00 UTC geht es weiter; nichts geht verloren.',
  model_busy: 'Das Modell ist ausgelastet. Versuchen Sie es gleich noch einmal.',
  model_access:
    'Dieses Modell ist zurzeit nicht verfügbar. Wählen Sie ein anderes oder sagen Sie Ihrer Administration Bescheid.',
  model_failed:
    'Das Modell hat diese Anfrage abgelehnt. Fragen Sie anders oder wählen Sie ein anderes Modell.',
  model_key:
    'Der Modellserver hat seinen Schlüssel abgelehnt. Prüfen Sie LOCAL_LLM_KEY und Ihr Konto dort und starten Sie Grail neu.',
  model_unknown:
    'Der Modellserver hat dieses Modell nicht. Laden Sie es dort oder wählen Sie ein anderes Modell.',
  model_too_long:
    'Die Frage und ihre Quellen sind zu lang für dieses Modell. Beginnen Sie eine neue Unterhaltung oder wählen Sie ein Modell, das mehr liest.',
  model_unreachable:
    'Der Modellserver ist nicht erreichbar. Prüfen Sie, ob er läuft und seine Adresse stimmt, und versuchen Sie es erneut.',
  model_memory:
    'Für dieses Modell ist zu wenig Speicher frei. Schließen Sie andere Programme und versuchen Sie es erneut, oder wählen Sie ein kleineres Modell.',
  model_interrupted: 'Die Antwort ist abgebrochen. Versuchen Sie es erneut.',
  model_not_usable:
    'Das eingestellte Modell ist nicht nutzbar. Wählen Sie ein anderes oder sagen Sie Ihrer Administration Bescheid.',
  answer_empty:
    'Das Modell hat nichts geschrieben. Versuchen Sie es erneut oder fragen Sie nach weniger auf einmal.',
  unreadable_row:
    'Dieser Eintrag ist im Speicher beschädigt. Wer dieses Grail betreibt, kann ihn reparieren.',
  store_busy: 'Der Speicher ist ausgelastet. Versuchen Sie es gleich noch einmal.',
  store_refused:
    'Der Speicher hat das abgelehnt. Ein neuer Versuch hilft nicht; wer dieses Grail betreibt, findet den Grund im Protokoll.',
  file_changed: 'Diese Datei wurde gerade neu hochgeladen. Versuchen Sie es gleich noch einmal.',
  wrong_type:
    'Der Inhalt dieser Datei passt nicht zu ihrem Namen. Speichern Sie sie im Format ihres Namens und ersetzen Sie sie.',
  empty: 'In dieser Datei steht kein Text. Prüfen Sie sie und laden Sie sie erneut hoch.',
  encrypted:
    'Diese Datei ist geschützt. Entfernen Sie das Passwort oder den Kopierschutz und ersetzen Sie sie.',
  scanned:
    'Diese Datei enthält Bilder, in denen kein Text zu lesen war. Ersetzen Sie sie durch eine deutlichere Kopie oder eine mit Text.',
  unreadable: 'Diese Datei ist beschädigt. Speichern Sie sie neu und ersetzen Sie sie.',
  too_complex: 'Diese Datei ist zu groß oder zu verschachtelt. Teilen Sie sie in kleinere Dateien auf.',
  file_gone: 'Die Datei liegt nicht mehr im Speicher. Laden Sie sie erneut hoch.',
  upload_missing: 'Die Datei ist nie angekommen. Laden Sie sie erneut hoch.',
  reader_missing:
    'Grail kann dieses Format zurzeit nicht lesen. Sagen Sie Ihrer Administration Bescheid und versuchen Sie es dann erneut.',
  no_room:
    'Zum Lesen dieser Datei war zu wenig Speicherplatz frei. Versuchen Sie es erneut oder fragen Sie Ihre Administration.',
  gave_up:
    'Diese Datei ließ sich mehrmals nicht lesen. Versuchen Sie es erneut oder fragen Sie Ihre Administration.',
  not_started:
    'Diese Datei konnte binnen eines Tages nicht verarbeitet werden. Versuchen Sie es erneut oder fragen Sie Ihre Administration.',
  unstorable:
    'Die Textstellen dieser Datei konnten nicht gespeichert werden. Versuchen Sie es erneut oder fragen Sie Ihre Administration.',
};
