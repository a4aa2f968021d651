import { pluralIn } from '@/config/plural';
import type { Strings } from '@/config/strings/shape';

const plural = pluralIn('es');

export const account: Strings['account'] = {
  themes: { system: 'Como el sistema', light: 'Claro', dark: 'Oscuro' },
  usageTitle: 'Uso de los últimos 30 días',
  usageFailed: 'No se ha podido cargar tu uso.',
  questions: 'Preguntas',
  inputTokens: 'Tokens leídos',
  outputTokens: 'Tokens escritos',
  embeddedTokens: 'Tokens indexados',
  price: 'Precio',
  cap: (used, cap) => `${used} de ${cap}`,
  caps: {
    daily_questions: 'Preguntas de hoy',
    daily_price_usd: 'Gastado hoy',
    documents: 'Documentos guardados',
    bytes: 'Espacio usado',
    notes: 'Notas guardadas',
  },
  clients: {
    title: 'Quién preguntó',
    page: 'Esta página, con la lectura de documentos',
    revoked: 'Un token que ya no existe',
    app: 'Programas con sesión abierta por el navegador',
    other: 'Otros programas',
  },
  chart: 'Precio por día',
  chartQuestions: 'Preguntas por día',
  dayByDay: 'Día a día',
  dayFigure: (day, questions, price) =>
    `${day}: ${plural(questions, { one: '# pregunta', other: '# preguntas' })}, ${price}`,
  browserLanguage: 'Como el navegador',
  languageFailed: 'No se ha podido cargar este idioma. Comprueba tu conexión y vuelve a intentarlo.',
  take: {
    title: 'Llevárselo todo',
    text: 'Tus documentos tal como los subiste, lo que se leyó de ellos, tus conversaciones, tus notas y tu consumo: un archivo ZIP en formatos abiertos.',
    act: 'Crear un archivo',
    again: 'Crear uno nuevo',
    making: (done: string, total: string) => `Se está creando un archivo: ${done} de ${total} documentos.`,
    leave: 'Puedes cerrar esto. El archivo estará aquí cuando esté listo.',
    ready: (size: string, until: string) => `El archivo está listo: ${size}. Se conserva hasta el ${until}.`,
    download: 'Descargar',
    failed: 'No se pudo crear el archivo. Inténtalo de nuevo.',
    tooLarge:
      'Hay más de lo que puede contener un archivo. Quien gestiona este Grail puede llevárselo por ti.',
    often: 'Hoy ya has pedido bastantes archivos. Inténtalo de nuevo mañana.',
  },
  data: {
    remove: 'Eliminar la cuenta',
    removeText: 'Tu cuenta y todo lo que contiene se eliminan para siempre.',
    removeList:
      'Se eliminan todos los documentos en todas sus versiones, lo que se leyó de ellos, tus conversaciones, tus notas, tu consumo y tu acceso. Nadie puede recuperarlos.',
    typeEmail: (email: string) => `Escribe ${email} para confirmar`,
    removed: 'Tu cuenta se está eliminando. En un cuarto de hora no quedará nada de ella.',
    signInFirst: 'Cierra la sesión y vuelve a entrar. Después elimina la cuenta en menos de cinco minutos.',
    removeFailed: 'No se pudo eliminar la cuenta.',
  },
  none: 'Ninguna pregunta en estos días.',
};

export const security: Strings['security'] = {
  signedInAs: (email) => `Has iniciado sesión como ${email}.`,
  throughCompany: 'Inicias sesión con tu empresa, que gestiona tu contraseña y tu segundo factor.',
  passwordText: 'Inicias sesión con tu correo y esta contraseña.',
  changePassword: 'Cambiar contraseña',
  currentPassword: 'Contraseña actual',
  wrongPassword: 'La contraseña actual no es correcta.',
  passwordChanged: 'Tu contraseña ha cambiado.',
  app: 'Aplicación de autenticación',
  on: 'Activada',
  off: 'Desactivada',
  appOff:
    'Pide, además de la contraseña, un código de una aplicación de tu teléfono: así no basta con robar la contraseña.',
  appOn: 'Cada vez que inicias sesión, escribes un código de tu aplicación.',
  setUp: 'Configurar',
  setUpTitle: 'Configura tu aplicación de autenticación',
  scan: 'Escanea este código con una aplicación de autenticación.',
  orType: 'O escribe esta clave en la aplicación:',
  qrCode: 'Código cuadrado con la clave para la aplicación de autenticación',
  copyKey: 'Copiar clave',
  openApp: 'Abrir en la aplicación',
  turnOn: 'Activar',
  turnOff: 'Desactivar',
  turnOffText: 'A partir de ahora bastará tu contraseña para iniciar sesión.',
  stateFailed: 'No hemos podido comprobar si hay una aplicación configurada.',
};

export const programs: Strings['programs'] = {
  text: 'Asistentes y scripts pueden usar tus documentos con un token. Solo hace lo que elijas, hasta que caduque o lo revoques.',
  address: 'La dirección para asistentes:',
  create: 'Token nuevo',
  name: 'Nombre del token',
  nameHint: 'Por ejemplo, el programa que lo usará.',
  may: 'El programa puede',
  scopes: {
    read: 'leer y buscar en los documentos',
    ask: 'hacer preguntas, que cuestan',
    write: 'añadir, cambiar y eliminar',
  },
  lasts: 'Caduca después de',
  days: (n) => plural(n, { one: '# día', other: '# días' }),
  made: 'Copia el token ahora. No se volverá a mostrar.',
  copy: 'Copiar token',
  none: 'Todavía no hay tokens.',
  used: (when) => `Último uso: ${when}`,
  unused: 'Nunca usado',
  ends: (when) => `Caduca: ${when}`,
  revoke: 'Revocar',
  revokeName: (name) => `Revocar ${name}`,
  revokeText: 'Desde ahora se rechaza al programa que lo usa.',
};
