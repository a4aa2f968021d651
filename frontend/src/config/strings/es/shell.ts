import type { Strings } from '@/config/strings/shape';

export const app: Strings['app'] = {
  name: 'Grail',
  tagline: 'Pregunta a tus propios documentos.',
  promise: 'Sube archivos, haz una pregunta y comprueba cada afirmación en su pasaje.',
  loading: 'Cargando Grail…',
  skipToQuestion: 'Ir al campo de la pregunta',
  retry: 'Reintentar',
  close: 'Cerrar',
  cancel: 'Cancelar',
  save: 'Guardar',
  undo: 'Deshacer',
  loadMore: 'Mostrar más',
  startFailedTitle: 'Grail no ha podido iniciarse',
  configMissing:
    'La página no ha podido leer su configuración en esta dirección. Comprueba que el servidor esté en marcha.',
  serviceUnreachable: (url) =>
    `El servicio en ${url} no responde. Comprueba tu conexión y que el servicio esté en marcha.`,
  crashedTitle: 'Algo ha fallado en la página',
  crashed: 'Tus documentos y conversaciones están a salvo. Vuelve a cargar la página para continuar.',
  reload: 'Volver a cargar',
  unknownError: 'Algo ha fallado. Vuelve a intentarlo en un momento.',
  companyFailed:
    'No se ha podido iniciar sesión con tu empresa. Inténtalo de nuevo o pregunta a tu administrador.',
};

export const connection: Strings['connection'] = {
  meanwhile: 'Lo que ya está cargado se puede seguir leyendo. Las preguntas y las eliminaciones esperan.',
  now: 'Conectar ahora',
  states: {
    open: 'Conectado',
    connecting: 'Conectando…',
    waiting: 'Conexión perdida. Reintentando…',
    closed: 'Sin conexión',
  },
};

export const layout: Strings['layout'] = {
  openSidebar: 'Mostrar conversaciones',
  closeSidebar: 'Ocultar conversaciones',
  openDocuments: 'Mostrar documentos',
  closeDocuments: 'Ocultar documentos',
  closePanel: 'Cerrar panel',
  sidebar: 'Conversaciones y cuenta',
  main: 'Conversación',
  notices: 'Avisos',
};

export const shortcuts: Strings['shortcuts'] = {
  title: 'Atajos de teclado',
  close: 'Cerrar el panel',
  send: 'Preguntar',
  newline: 'Nueva línea',
  names: {
    ask: 'Ir al campo de la pregunta',
    new: 'Nueva conversación',
    documents: 'Mostrar u ocultar documentos',
    conversations: 'Buscar conversaciones',
    upload: 'Añadir archivos',
    help: 'Mostrar estos atajos',
    stop: 'Detener la respuesta',
  },
};

export const menu: Strings['menu'] = {
  title: 'Cuenta',
  usage: 'Uso',
  theme: 'Apariencia',
  language: 'Idioma',
  security: 'Inicio de sesión y seguridad',
  programs: 'Programas',
  data: 'Tus datos',
  admin: 'Administración',
  signOut: 'Cerrar sesión',
};
