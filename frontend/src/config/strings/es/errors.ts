import type { Strings } from '@/config/strings/shape';

export const errors: Strings['errors'] = {
  offline: 'El servicio no responde. Comprueba tu conexión y vuelve a intentarlo.',
  not_delivered: 'La pregunta no ha llegado al servicio. Vuelve a intentarlo.',
  internal: 'Algo ha fallado por nuestra parte. Vuelve a intentarlo en un momento.',
  invalid_request: 'El servicio no acepta esta petición.',
  not_signed_in: 'Tu sesión ha terminado. Vuelve a iniciar sesión.',
  session_expired: 'Tu sesión ha terminado. Conectando de nuevo…',
  account_ended: 'Esta cuenta se ha cerrado. Quien administra este Grail puede informarte.',
  sign_in_again: 'Vuelve a entrar primero: hace falta haber entrado en los últimos cinco minutos.',
  not_allowed: 'Este token no lo permite. Crea uno que lo permita o hazlo en la página.',
  not_found: 'Esto no existe o se ha eliminado.',
  document_not_found: 'Este documento no existe o se ha eliminado.',
  conversation_not_found: 'Esta conversación no existe o se ha eliminado.',
  message_not_found: 'Este mensaje no existe o se ha eliminado.',
  collection_not_found: 'Esta colección no existe o se ha eliminado.',
  source_not_found: 'Esta fuente no existe o se ha quitado.',
  collection_full: 'Esta colección está llena. Crea otra.',
  model_off: 'Este modelo está desactivado. Elige otro.',
  conflict: 'Mientras tanto, esto se ha cambiado en otro sitio. Vuelve a intentarlo.',
  too_large: 'Este archivo es demasiado grande.',
  unsupported_type: 'Los archivos de este tipo no se pueden leer.',
  rate_limited: 'Vas demasiado rápido. Espera un momento y vuelve a intentarlo.',
  budget_exceeded: 'Tu presupuesto para este periodo está agotado.',
  quota_exceeded: 'Tu espacio está lleno. Elimina algunos documentos y vuelve a añadir el archivo.',
  stage_budget_exceeded:
    'Este Grail ha agotado el presupuesto de hoy. Vuelve a empezar a las 00:00 UTC y no se pierde nada.',
  model_busy: 'El modelo está ocupado. Vuelve a intentarlo en un momento.',
  model_access: 'Este modelo no está disponible en este momento. Elige otro o avisa a tu administrador.',
  model_failed: 'El modelo ha rechazado esta petición. Pregunta de otra forma o elige otro modelo.',
  model_key:
    'El servidor de modelos ha rechazado su clave. Revisa LOCAL_LLM_KEY y tu cuenta allí, y reinicia Grail.',
  model_unknown: 'El servidor de modelos no tiene este modelo. Cárgalo allí o elige otro.',
  model_too_long:
    'La pregunta y sus fuentes son demasiado largas para este modelo. Empieza una conversación nueva o elige un modelo que lea más.',
  model_unreachable:
    'No se puede contactar con el servidor de modelos. Comprueba que esté en marcha y que su dirección sea correcta, y vuelve a intentarlo.',
  model_memory:
    'No hay memoria suficiente para este modelo. Cierra otros programas y vuelve a intentarlo, o elige un modelo más pequeño.',
  model_interrupted: 'La respuesta se ha interrumpido. Vuelve a intentarlo.',
  model_not_usable: 'El modelo de la configuración no se puede usar. Elige otro o avisa a tu administrador.',
  answer_empty: 'El modelo no ha escrito nada. Vuelve a intentarlo o pide menos de una vez.',
  unreadable_row: 'Esto está dañado en el almacenamiento. Quien administra este Grail puede repararlo.',
  store_busy: 'El almacenamiento está ocupado. Vuelve a intentarlo en un momento.',
  store_refused:
    'El almacén ha rechazado esto. Repetirlo no ayuda; quien administra este Grail encuentra el motivo en el registro.',
  file_changed: 'Este archivo se acaba de volver a subir. Vuelve a intentarlo en un momento.',
  wrong_type:
    'El contenido de este archivo no corresponde a su nombre. Guárdalo en el formato de su nombre y reemplázalo.',
  empty: 'Este archivo no contiene texto. Revísalo y vuelve a subirlo.',
  encrypted: 'Este archivo está protegido. Quita la contraseña o la protección de copia y reemplázalo.',
  scanned:
    'Este archivo contiene imágenes en las que no se ha podido leer texto. Reemplázalo por una copia más nítida o por una con texto.',
  unreadable: 'Este archivo está dañado. Guárdalo de nuevo y reemplázalo.',
  too_complex: 'Este archivo es demasiado grande o complejo. Divídelo en archivos más pequeños.',
  file_gone: 'El archivo ya no está en el almacenamiento. Vuelve a subirlo.',
  upload_missing: 'El archivo no llegó. Vuelve a subirlo.',
  reader_missing:
    'Grail no puede leer este formato en este momento. Avisa a tu administrador y vuelve a intentarlo.',
  no_room:
    'No había espacio en disco suficiente para leer este archivo. Vuelve a intentarlo o avisa a tu administrador.',
  gave_up:
    'La lectura de este archivo ha fallado varias veces. Vuelve a intentarlo o avisa a tu administrador.',
  not_started:
    'Este archivo no se ha podido procesar en un día. Vuelve a intentarlo o avisa a tu administrador.',
  unstorable:
    'Los pasajes de este archivo no se han podido guardar. Vuelve a intentarlo o avisa a tu administrador.',
};
