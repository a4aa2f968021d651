import { count } from '@/config/format';
import type { Strings } from '@/config/strings/shape';

export const arranging: Strings['arranging'] = {
  title: 'Ordenar e agrupar',
  sorts: {
    newest: 'Mais recentes primeiro',
    oldest: 'Mais antigos primeiro',
    name: 'Por nome',
    size: 'Maiores primeiro',
    kind: 'Por tipo de arquivo',
  },
  groups: {
    none: 'Sem grupos',
    tag: 'Agrupar por etiqueta',
    status: 'Agrupar por situação',
    folder: 'Agrupar por pasta',
  },
  noTag: 'Sem etiqueta',
  noFolder: 'Adicionados avulsos',
  beingRead: 'Em leitura',
};

export const selection: Strings['selection'] = {
  title: 'Documentos selecionados',
  select: (name) => `Selecionar ${name}`,
  one: 'Selecionar',
  all: 'Selecionar tudo',
  none: 'Limpar a seleção',
  selected: (n) => `${count(n)} selecionados`,
  ask: 'Perguntar',
  tag: 'Adicionar etiquetas',
  tags: 'Etiquetas a adicionar, separadas por vírgulas',
  tagged: 'Etiquetas adicionadas',
  deleted: 'Excluídos',
};

export const prompts: Strings['prompts'] = {
  title: 'Perguntas salvas',
  where: 'Ficam apenas neste navegador. Digite “/” no campo da pergunta para usar uma.',
  notKept: 'Este navegador não permite que a página salve perguntas.',
  manage: 'Gerenciar perguntas salvas…',
  menus: {
    document: 'Documentos e etiquetas',
    prompt: 'Lista de perguntas',
  },
  save: 'Salvar a pergunta',
  add: 'Nova pergunta',
  edit: (name) => `Editar ${name}`,
  remove: (name) => `Excluir ${name}`,
  name: 'Nome curto',
  text: 'Texto da pergunta',
  busy: 'Uma resposta está sendo escrita. Espere o fim ou pare-a primeiro.',
};

export const palette: Strings['palette'] = {
  title: 'Ir ou fazer',
  field: 'Buscar conversas, documentos e ações',
  actions: 'Ações',
  conversations: 'Conversas',
  documents: 'Documentos para ler',
  none: 'Nada corresponde.',
  help: '↑ ↓ escolher, Enter abrir, Esc fechar.',
};

export const view: Strings['view'] = {
  textSize: 'Tamanho do texto',
  sizes: {
    small: 'Pequeno',
    normal: 'Médio',
    large: 'Grande',
  },
  width: 'Largura da conversa',
  widths: {
    narrow: 'Para ler',
    wide: 'Largo',
  },
};

export const following: Strings['following'] = {
  title: 'Perguntar a seguir',
  questions: 'Versões desta pergunta',
  earlier: 'Versão anterior',
  later: 'Versão seguinte',
};

export const notes: Strings['notes'] = {
  title: 'Notas',
  add: 'Nova nota',
  search: 'Pesquisar nas notas',
  empty: 'Guarde uma resposta com o marcador abaixo dela, ou escreva uma nota sua.',
  loadFailed: 'Não foi possível carregar suas notas.',
  words: 'Suas próprias palavras',
  keep: 'Guardar esta resposta',
  kept: 'Guardada nas suas notas.',
  deleted: 'Retirada das suas notas.',
  more: 'Mostrar a resposta inteira',
  less: 'Mostrar menos',
  conversation: 'Abrir a conversa',
  edit: 'Editar suas próprias palavras',
  copy: 'Copiar esta nota',
  remove: 'Excluir esta nota',
  full: 'Você tem tantas notas quanto é permitido. Exclua algumas antes.',
  tooLong: 'Esta resposta é longa demais para ser guardada.',
};

export const folders: Strings['folders'] = {
  move: 'Mover para uma pasta…',
  name: 'Nome da pasta; vazio para nenhuma',
  rename: 'Renomear a pasta',
  actions: (name) => `Ações da pasta ${name}`,
  dissolve: 'Desfazer a pasta',
};

export const pins: Strings['pins'] = {
  pin: 'Fixar no topo',
  unpin: 'Desafixar',
  pinned: 'Fixadas',
  html: 'Exportar como página da web',
};

export const everywhere: Strings['everywhere'] = {
  title: 'Sessões',
  text: 'Você pode estar conectado também em outros navegadores e dispositivos.',
  act: 'Sair de todos os lugares',
  ask: 'Todos os navegadores e dispositivos, inclusive este, são desconectados. Os outros podem funcionar por até uma hora.',
};
