import { bytes, count, percent } from '@/config/format';
import { pluralIn } from '@/config/plural';
import { textFor } from '@/config/text-for';
import type { Strings } from '@/config/strings/shape';
import type { PartialReading } from '@/types/api';

const plural = pluralIn('es');

/** Why a document was not read to its end. */
const reasons = {
  seconds: 'leerlo todo lleva más tiempo del permitido para un documento',
  characters: 'tiene más texto del permitido para un documento',
  pages: 'tiene más páginas de las permitidas para un documento',
  cells: 'tiene más celdas de las permitidas para un documento',
  members: 'contiene más archivos de los que se leen',
  too_complex: 'el resto necesita más tiempo o memoria de lo permitido para un documento',
};

const howFar: Record<PartialReading['unit'], (done: number, total: number) => string> = {
  page: (done, total) =>
    plural(done, { one: `# página de ${count(total)}`, other: `# páginas de ${count(total)}` }),
  percent: (done) => `el ${percent(done / 100)} de este archivo`,
  part: () => 'una parte de este archivo',
};

export const documents: Strings['documents'] = {
  title: 'Documentos',
  add: 'Añadir archivos',
  addShort: 'Añadir',
  addFolder: 'Añadir una carpeta',
  webSources: 'Fuentes web',
  dropTitle: 'Suelta los archivos para añadirlos',
  dropHint: (extensions, max) => `${extensions}, hasta ${bytes(max)} cada uno`,
  empty: 'Aún no hay documentos',
  emptyHint: 'Suelta archivos aquí, pégalos o elígelos.',
  noMatch: 'Ningún documento coincide.',
  filter: 'Filtrar por nombre',
  searchInside: (words) => `Buscar «${words}» dentro de los documentos`,
  foundInside: (words) => `Dentro de los documentos: «${words}»`,
  allTags: 'Todas las etiquetas',
  count: (n) => plural(n, { one: '# documento', other: '# documentos' }),
  loadFailed: 'No se han podido cargar tus documentos.',
  quota: (documents, allowed, size, most) =>
    `${count(documents)} de ${count(allowed)} documentos, ${bytes(size)} de ${bytes(most)}`,
  nearlyFull: 'Tu espacio está casi lleno. Elimina los documentos que ya no necesites.',
  tooLarge: (name, max) => `«${name}» supera ${bytes(max)} y no se ha añadido.`,
  isEmpty: (name) => `«${name}» está vacío y no se ha añadido.`,
  packed: (name) =>
    `«${name}» contiene otros archivos. Descomprímelo y añade la carpeta: cada archivo será un documento.`,
  wrongType: (name) => `«${name}» no se puede leer. Grail no conoce este tipo de archivo.`,
  kinds: {
    html: 'páginas web',
    eml: 'correos',
    epub: 'libros electrónicos',
    png: 'imágenes',
    py: 'código',
  },
  moreKinds: 'y más',
  status: {
    uploading: 'Subiendo',
    queued: 'En espera',
    extracting: 'Leyendo',
    embedding: 'Analizando',
    indexing: 'Archivando',
    ready: 'Listo',
    failed: 'Error',
    deleting: 'Eliminando',
  },
  waitingToUpload: 'Esperando para subir',
  uploadFailed: 'La subida se ha interrumpido.',
  uploadRefused: 'Este archivo no se ha podido guardar.',
  interrupted: 'La subida se ha interrumpido. Añade el archivo otra vez o elimina esta entrada.',
  progress: (done, total) => `${count(done)} de ${count(total)}`,
  pace: (perSecond, minutes) =>
    `${count(Math.max(1, Math.round(perSecond)))} por segundo, quedan unos ${count(minutes)} min`,
  pages: (n) => plural(n, { one: '# página', other: '# páginas' }),
  partial: ({ code, done, total, unit }) =>
    `Solo se ha leído ${howFar[unit](done, total)}: ${textFor(reasons, code) ?? reasons.too_complex}. ` +
    'Para que se lea todo, divide el archivo y sube las partes.',
  slides: (n) => plural(n, { one: '# diapositiva', other: '# diapositivas' }),
  sheets: (n) => plural(n, { one: '# hoja', other: '# hojas' }),
  cancelUpload: (name) => `Cancelar la subida de ${name}`,
  dismiss: (name) => `Descartar ${name}`,
  retry: 'Reintentar',
  actions: (name) => `Acciones para ${name}`,
  ask: 'Preguntar sobre este documento',
  rename: 'Cambiar nombre',
  renameLabel: 'Nombre',
  tags: 'Editar etiquetas',
  tagsLabel: 'Etiquetas, separadas por comas',
  replace: 'Reemplazar por una versión nueva',
  delete: 'Eliminar',
  deleted: (name) => `«${name}» eliminado.`,
  uploadsLabel: 'Subidas',
  inFolder: (folder) => `en ${folder}`,
  searchHits: (n, exact) =>
    exact > 0 && exact < n
      ? `${count(exact)} con estas palabras, ${count(n - exact)} relacionados`
      : plural(n, { one: '# pasaje encontrado', other: '# pasajes encontrados' }),
};

export const ingest: Strings['ingest'] = {
  label: 'Documentos que se están leyendo',
  reading: (n) => plural(n, { one: 'Leyendo # documento', other: 'Leyendo # documentos' }),
  ready: (n) => plural(n, { one: '# listo', other: '# listos' }),
  failed: (n) => plural(n, { one: '# con error', other: '# con error' }),
  minutesLeft: (n) => `unos ${count(n)} min`,
  readyInTheEnd: (n) => plural(n, { one: '# documento está listo.', other: '# documentos están listos.' }),
  failedInTheEnd: (n) => plural(n, { one: '# no se ha podido leer.', other: '# no se han podido leer.' }),
  notice: 'Avisarme cuando todo esté leído',
  noticeOn: 'Recibirás un aviso cuando todos los documentos estén leídos.',
  noticeRefused: 'Tu navegador no permite notificaciones de esta página. Cámbialo en su configuración.',
};

export const sameFiles: Strings['sameFiles'] = {
  title: (n) => plural(n, { one: 'Este archivo ya está aquí', other: '# archivos ya están aquí' }),
  more: (n) => plural(n, { one: 'y # más', other: 'y # más' }),
  text: 'Reemplazar lee el archivo nuevo en lugar del anterior y conserva sus etiquetas. Conservar los dos añade otro documento.',
  replace: 'Reemplazar',
  keepBoth: 'Conservar los dos',
  skip: 'Omitir',
};

export const collections: Strings['collections'] = {
  title: 'Colecciones',
  invited: 'Colecciones: tienes una invitación',
  all: 'Todas las colecciones',
  add: 'Nueva colección',
  empty: 'Aún no hay colecciones. Selecciona documentos para añadirlos a una.',
  loadFailed: 'No se han podido cargar tus colecciones.',
  put: 'Añadir a una colección',
  which: 'Nombre de la colección, nueva o existente',
  takeOut: 'Quitar de la colección',
  takenOut: 'Quitado de la colección.',
  ask: 'Preguntar en esta colección',
  tooMany: 'Tienes tantas colecciones como se permite. Elimina una primero.',
  count: (n) => plural(n, { one: '# colección', other: '# colecciones' }),
  named: (name) => `colección «${name}»`,
  added: (name) => `Añadido a «${name}».`,
};
