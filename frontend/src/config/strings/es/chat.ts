import { count } from '@/config/format';
import { pluralIn } from '@/config/plural';
import type { Strings } from '@/config/strings/shape';

const plural = pluralIn('es');

export const chat: Strings['chat'] = {
  title: 'Conversación',
  newTitle: 'Nueva conversación',
  ask: 'Pregunta a tus documentos…',
  askLabel: 'Tu pregunta',
  send: 'Preguntar',
  stop: 'Detener',
  stopping: 'Deteniendo…',
  you: 'Tú',
  grail: 'Grail',
  hint: 'Intro pregunta, Mayús+Intro hace una línea nueva.',
  emptyTitle: '¿Qué quieres saber?',
  emptyNoDocuments:
    'Primero añade un documento: suelta archivos en cualquier lugar de esta página o elígelos.',
  emptyReading: (n) =>
    plural(n, {
      one: 'Leyendo # documento. Podrás preguntar en cuanto esté listo.',
      other: 'Leyendo # documentos. Podrás preguntar en cuanto el primero esté listo.',
    }),
  emptyReadingOn: (reading, ready) =>
    plural(ready, {
      one: '# documento está listo y ya puedes preguntar.',
      other: '# documentos están listos y ya puedes preguntar.',
    }) + ` Leyendo ${count(reading)} más.`,
  emptyWithDocuments: 'Las respuestas salen de tus documentos, con una cita para cada afirmación.',
  tooLong: (max) =>
    plural(max, {
      one: 'Una pregunta puede tener como máximo # carácter.',
      other: 'Una pregunta puede tener como máximo # caracteres.',
    }),
  suggestSummary: (name) => `¿De qué trata «${name}»?`,
  suggestCompare: '¿En qué coinciden mis documentos y en qué difieren?',
  stages: {
    sending: 'Enviando…',
    searching: 'Buscando en tus documentos…',
    reading: 'Leyendo los pasajes…',
    writing: 'Escribiendo…',
  },
  routes: {
    library: 'Consulta lo que Grail sabe de tus documentos',
    summary: 'Lee completo',
    comparison: 'Compara',
    aggregate: 'Lee todos los pasajes',
    steps: 'Busca otra vez',
  },
  steps: (n) => plural(n, { one: '# paso', other: '# pasos' }),
  profile: 'Lo que Grail sabe de este documento',
  answerReady: 'La respuesta está completa.',
  answerStopped: 'Detenida.',
  renews: (time) => `Se renueva el ${time}.`,
  seeUsage: 'Ver tu uso',
  stoppedNote: 'Has detenido esta respuesta.',
  failedTitle: 'La respuesta ha fallado.',
  waitsForConnection: 'Espera la conexión',
  versions: 'Respuestas a esta pregunta',
  version: (n, total) => `${count(n)} de ${count(total)}`,
  earlierVersion: 'Respuesta anterior',
  laterVersion: 'Respuesta siguiente',
  regenerate: 'Responder de nuevo',
  edit: 'Editar y volver a preguntar',
  copy: 'Copiar como Markdown',
  copied: 'Copiado',
  good: 'Buena respuesta',
  bad: 'Mala respuesta',
  feedbackComment: '¿Qué estaba mal? (opcional)',
  feedbackSend: 'Enviar',
  sources: (n) => plural(n, { one: '# fuente', other: '# fuentes' }),
  tried: (n) => plural(n, { one: '# pasaje consultado', other: '# pasajes consultados' }),
  citation: (n, name, page) => (page ? `Fuente ${n}: ${name}, página ${page}` : `Fuente ${n}: ${name}`),
  unverified: 'La cita no coincide palabra por palabra',
  hardToRead: 'Leído de un escaneo difícil: algunas letras pueden estar mal',
  page: (n) => `pág. ${n}`,
  tokens: (input, output) => `${count(input)} leídos, ${count(output)} escritos`,
  tokensLabel: 'Tokens',
  earlier: 'Mostrar mensajes anteriores',
  print: 'Imprimir esta conversación',
  readSoFar: (n) => `Mensajes leídos hasta ahora: ${count(n)}`,
  notAllPrinted:
    'Los mensajes anteriores a estos no se han cargado y no se imprimen. Para imprimirlos todos, pulse Ctrl+P en la página.',
  evidence: {
    weak: 'Tus documentos dicen poco sobre esta pregunta. Revisa las fuentes antes de fiarte de la respuesta.',
    none: 'Tus documentos no parecen tratar esta pregunta.',
  },
  endings: {
    cut_off:
      'Esta respuesta se ha cortado porque era demasiado larga. Pide menos de una vez o pide el resto.',
    guardrail:
      'Una regla de contenido de este servicio ha detenido esta respuesta. Prueba a preguntar de otra forma.',
    filtered: 'El modelo no ha querido terminar esta respuesta. Prueba a preguntar de otra forma.',
    incomplete:
      'El modelo ha terminado esta respuesta antes de tiempo, así que puede faltar algo. Pregunta otra vez para asegurarte.',
  },
  priceAsk: (passages, documents, price) =>
    `Esto lee ${plural(passages, { one: '# pasaje', other: '# pasajes' })} en ${plural(documents, { one: '# documento', other: '# documentos' })} y cuesta unos ${price}.`,
  goAhead: 'Continuar',
  notRead: 'Cancelado. No se ha leído nada.',
  answeredBy: (model) => `Respuesta de ${model}`,
  latest: 'Ir a lo último',
  loadFailed: 'No se ha podido abrir esta conversación.',
  gone: 'Esta conversación no existe o se ha eliminado.',
  scope: 'Elegir dónde buscar',
  scopeAll: 'Todos los documentos',
  scopeDocuments: 'Documentos',
  scopeTags: 'Etiquetas',
  scopeNone: 'Aún no hay ningún documento listo.',
  scopeRemove: (name) => `No limitar a ${name}`,
  scopeClear: 'Buscar en todos los documentos',
  scopeTag: (tag) => `etiqueta «${tag}»`,
  searchedIn: (what) => `En ${what}`,
  searchedOnly: (what) => `Solo se ha buscado en: ${what}.`,
  model: 'Modelo',
  image: (alt) => `Imagen: ${alt || 'sin título'}`,
  opensIn: (host) => `Abre ${host} en una pestaña nueva`,
  taskDone: 'Hecho',
  taskOpen: 'Por hacer',
  copyCode: 'Copiar código',
  table: 'Tabla',
};
