import type { Strings } from '@/config/strings/shape';

export const app: Strings['app'] = {
  name: 'Grail',
  tagline: 'Pergunte aos seus próprios documentos.',
  promise: 'Envie arquivos, faça uma pergunta e confira cada afirmação no seu trecho.',
  loading: 'Carregando o Grail…',
  skipToQuestion: 'Ir para o campo da pergunta',
  retry: 'Tentar de novo',
  close: 'Fechar',
  cancel: 'Cancelar',
  save: 'Salvar',
  undo: 'Desfazer',
  loadMore: 'Mostrar mais',
  startFailedTitle: 'Não foi possível iniciar o Grail',
  configMissing:
    'A página não conseguiu ler as suas configurações neste endereço. Verifique se o servidor está no ar.',
  serviceUnreachable: (url) =>
    `O serviço em ${url} não responde. Verifique a sua conexão e se o serviço está no ar.`,
  crashedTitle: 'Algo quebrou na página',
  crashed: 'Seus documentos e conversas estão a salvo. Recarregue a página para continuar.',
  reload: 'Recarregar',
  unknownError: 'Algo deu errado. Tente de novo daqui a pouco.',
  companyFailed: 'Não foi possível entrar pela sua empresa. Tente de novo ou fale com o administrador.',
};

export const connection: Strings['connection'] = {
  meanwhile: 'O que já foi carregado continua legível. Perguntas e exclusões ficam à espera.',
  now: 'Conectar agora',
  states: {
    open: 'Conectado',
    connecting: 'Conectando…',
    waiting: 'Conexão perdida. Tentando de novo…',
    closed: 'Sem conexão',
  },
};

export const layout: Strings['layout'] = {
  openSidebar: 'Mostrar conversas',
  closeSidebar: 'Ocultar conversas',
  openDocuments: 'Mostrar documentos',
  closeDocuments: 'Ocultar documentos',
  closePanel: 'Fechar painel',
  sidebar: 'Conversas e conta',
  main: 'Conversa',
  notices: 'Avisos',
};

export const shortcuts: Strings['shortcuts'] = {
  title: 'Atalhos de teclado',
  close: 'Fechar o painel',
  send: 'Perguntar',
  newline: 'Nova linha',
  names: {
    ask: 'Ir para o campo da pergunta',
    new: 'Nova conversa',
    documents: 'Mostrar ou ocultar documentos',
    conversations: 'Buscar conversas',
    upload: 'Adicionar arquivos',
    help: 'Mostrar estes atalhos',
    stop: 'Parar a resposta',
  },
};

export const menu: Strings['menu'] = {
  title: 'Conta',
  usage: 'Uso',
  theme: 'Aparência',
  language: 'Idioma',
  security: 'Entrada e segurança',
  programs: 'Programas',
  data: 'Os seus dados',
  admin: 'Administração',
  signOut: 'Sair',
};
