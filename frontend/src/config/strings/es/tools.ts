import { count } from '@/config/format';
import type { Strings } from '@/config/strings/shape';

export const arranging: Strings['arranging'] = {
  title: 'Ordenar y agrupar',
  sorts: {
    newest: 'Más recientes primero',
    oldest: 'Más antiguos primero',
    name: 'Por nombre',
    size: 'Más grandes primero',
    kind: 'Por tipo de archivo',
  },
  groups: {
    none: 'Sin grupos',
    tag: 'Agrupar por etiqueta',
    status: 'Agrupar por estado',
    folder: 'Agrupar por carpeta',
  },
  noTag: 'Sin etiqueta',
  noFolder: 'Añadidos sueltos',
  beingRead: 'En lectura',
};

export const selection: Strings['selection'] = {
  title: 'Documentos seleccionados',
  select: (name) => `Seleccionar ${name}`,
  one: 'Seleccionar',
  all: 'Seleccionar todo',
  none: 'Quitar la selección',
  selected: (n) => `${count(n)} seleccionados`,
  ask: 'Preguntar',
  tag: 'Añadir etiquetas',
  tags: 'Etiquetas que añadir, separadas por comas',
  tagged: 'Etiquetas añadidas',
  deleted: 'Eliminados',
};

export const prompts: Strings['prompts'] = {
  title: 'Preguntas guardadas',
  where: 'Solo se guardan en este navegador. Escriba «/» en el campo de la pregunta para usar una.',
  notKept: 'Este navegador no permite que la página guarde preguntas.',
  manage: 'Gestionar las preguntas guardadas…',
  menus: {
    document: 'Documentos y etiquetas',
    prompt: 'Lista de preguntas',
  },
  save: 'Guardar la pregunta',
  add: 'Nueva pregunta',
  edit: (name) => `Editar ${name}`,
  remove: (name) => `Eliminar ${name}`,
  name: 'Nombre corto',
  text: 'Texto de la pregunta',
  busy: 'Se está escribiendo una respuesta. Espere a que termine o deténgala primero.',
};

export const palette: Strings['palette'] = {
  title: 'Ir o hacer',
  field: 'Buscar conversaciones, documentos y acciones',
  actions: 'Acciones',
  conversations: 'Conversaciones',
  documents: 'Documentos para leer',
  none: 'Nada coincide.',
  help: '↑ ↓ elegir, Intro abrir, Esc cerrar.',
};

export const view: Strings['view'] = {
  textSize: 'Tamaño del texto',
  sizes: {
    small: 'Pequeño',
    normal: 'Mediano',
    large: 'Grande',
  },
  width: 'Ancho de la conversación',
  widths: {
    narrow: 'Para leer',
    wide: 'Ancho',
  },
};

export const following: Strings['following'] = {
  title: 'Preguntar después',
  questions: 'Versiones de esta pregunta',
  earlier: 'Versión anterior',
  later: 'Versión siguiente',
};

export const notes: Strings['notes'] = {
  title: 'Notas',
  add: 'Nueva nota',
  search: 'Buscar en las notas',
  empty: 'Guarda una respuesta con el marcador que tiene debajo, o escribe una nota propia.',
  loadFailed: 'No se pudieron cargar tus notas.',
  words: 'Tus propias palabras',
  keep: 'Guardar esta respuesta',
  kept: 'Guardada en tus notas.',
  deleted: 'Retirada de tus notas.',
  more: 'Mostrar toda la respuesta',
  less: 'Mostrar menos',
  conversation: 'Abrir la conversación',
  edit: 'Editar tus propias palabras',
  copy: 'Copiar esta nota',
  remove: 'Eliminar esta nota',
  full: 'Tienes tantas notas como se permite. Elimina antes algunas.',
  tooLong: 'Esta respuesta es demasiado larga para guardarla.',
};

export const folders: Strings['folders'] = {
  move: 'Mover a una carpeta…',
  name: 'Nombre de la carpeta; vacío para ninguna',
  rename: 'Cambiar el nombre de la carpeta',
  actions: (name) => `Acciones de la carpeta ${name}`,
  dissolve: 'Deshacer la carpeta',
};

export const pins: Strings['pins'] = {
  pin: 'Fijar arriba',
  unpin: 'Soltar',
  pinned: 'Fijadas',
  html: 'Exportar como página web',
};

export const everywhere: Strings['everywhere'] = {
  title: 'Sesiones',
  text: 'Puede que tenga la sesión abierta también en otros navegadores y dispositivos.',
  act: 'Cerrar sesión en todas partes',
  ask: 'Se cierra la sesión en todos los navegadores y dispositivos, también en este. Los demás pueden seguir hasta una hora.',
};
