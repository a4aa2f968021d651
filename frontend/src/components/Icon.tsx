/** The page's own line icons, drawn on a 20-unit square. They decorate: the control around them has the name. */
const paths = {
  plus: 'M10 4v12M4 10h12',
  send: 'M10 16V4M4.5 9.5 10 4l5.5 5.5',
  stop: 'M6 6h8v8H6z',
  close: 'M5 5l10 10M15 5 5 15',
  file: 'M5 3h6l4 4v10H5zM11 3v4h4',
  folder: 'M3 5h5l2 2h7v9H3z',
  trash: 'M4 6h12M8 6V4h4v2M6 6l.7 10h6.6L14 6',
  retry: 'M16 10a6 6 0 1 1-2-4.47M16 3v3.5h-3.5',
  copy: 'M7 7h9v9H7zM4 13V4h9',
  check: 'M4 10.5 8 14.5 16 6',
  edit: 'M4 16l.7-3.2L13 4.5l2.5 2.5-8.3 8.3zM11.5 6l2.5 2.5',
  up: 'M7 16.5V9l3.2-6c1.5 0 2 1.2 1.7 2.5L11.3 8H16c.9 0 1.4.8 1.2 1.6l-1.4 5.6c-.2.8-.8 1.3-1.6 1.3zM3.5 9H7v7.5H3.5z',
  down: 'M13 3.5V11l-3.2 6c-1.5 0-2-1.2-1.7-2.5L8.7 12H4c-.9 0-1.4-.8-1.2-1.6l1.4-5.6c.2-.8.8-1.3 1.6-1.3zM16.5 11H13V3.5h3.5z',
  search: 'M9 4a5 5 0 1 1 0 10A5 5 0 0 1 9 4zM13 13l4 4',
  menu: 'M3 6h14M3 10h14M3 14h9',
  panel: 'M3 4h14v12H3zM12 4v12',
  exit: 'M8 4H4v12h4M8 10h9M13.5 6.5 17 10l-3.5 3.5',
  upload: 'M10 13V4M6 8l4-4 4 4M4 13v3h12v-3',
  alert: 'M10 3 18 16.5H2zM10 8v4M10 14.2v.1',
  external: 'M8 5H4v11h11v-4M11 4h5v5M16 4l-7 7',
  tag: 'M3 10V3h7l7 7-7 7zM6.5 6.5v.01',
  dots: 'M4.5 10h.01M10 10h.01M15.5 10h.01',
  left: 'M12 4l-6 6 6 6',
  right: 'M8 4l6 6-6 6',
  arrowDown: 'M10 4v12M4.5 10.5 10 16l5.5-5.5',
  minus: 'M4 10h12',
  user: 'M10 3.5a3 3 0 1 1 0 6 3 3 0 0 1 0-6zM4 16.5c.6-3 3-4.5 6-4.5s5.4 1.5 6 4.5',
  lock: 'M5 9h10v8H5zM7 9V6.5a3 3 0 0 1 6 0V9',
  scope: 'M3 5h14M5.5 10h9M8 15h4',
  keyboard: 'M2.5 5h15v10h-15zM5.5 8h.01M8.5 8h.01M11.5 8h.01M14.5 8h.01M6.5 12h7',
  globe:
    'M10 3a7 7 0 1 1 0 14a7 7 0 0 1 0-14zM3 10h14M10 3c2.5 2 3.5 4.3 3.5 7s-1 5-3.5 7c-2.5-2-3.5-4.3-3.5-7s1-5 3.5-7z',
  chart: 'M3 16h14M5.5 16v-5M10 16V5M14.5 16V9',
  sort: 'M6 4v12M3 13l3 3 3-3M11 5h6M11 10h4.5M11 15h3',
  layers: 'M10 3l7 3.5-7 3.5-7-3.5zM3 10l7 3.5 7-3.5M3 13.5 10 17l7-3.5',
  bookmark: 'M6 3h8v14l-4-3.2L6 17z',
  chevron: 'M5.5 8l4.5 4.5L14.5 8',
  contrast: 'M10 3a7 7 0 1 1 0 14 7 7 0 0 1 0-14zM10 3v14M12 4v12M14 6v8M16 8.5v3',
  chat: 'M3 4h14v10H9l-4 3v-3H3z',
  note: 'M4 3h12v9l-4 5H4zM12 17v-5h4M7 7h6M7 10h4',
  pin: 'M7 3h6l-1 6 3 3H5l3-3zM10 12v5',
  bell: 'M5 14V9.5a5 5 0 0 1 10 0V14l1.5 1.5h-13zM8.5 17.5h3M10 2.8v1.7',
  link: 'M8.5 11.5l3-3M9 6l1.5-1.5a3.2 3.2 0 0 1 5 5L14 11M11 14l-1.5 1.5a3.2 3.2 0 0 1-5-5L6 9',
  download: 'M10 4v9M6 9l4 4 4-4M4 16.5h12',
  expand: 'M12 4h4v4M16 4l-5 5M8 16H4v-4M4 16l5-5',
  fitWidth: 'M3 4v12M17 4v12M6 10h8M8.5 7.5 6 10l2.5 2.5M11.5 7.5 14 10l-2.5 2.5',
  fitHeight: 'M4 3h12M4 17h12M10 6v8M7.5 8.5 10 6l2.5 2.5M7.5 11.5 10 14l2.5-2.5',
  rotate: 'M16 10a6 6 0 1 1-2-4.47M14 2.5v3.2h3.2',
  wrap: 'M3 5h14M3 10h11a3 3 0 0 1 0 6h-3M12.5 13.5 10 16l2.5 2.5M3 16h4',
} as const;

/** Those that point along the line, or show where something lies on the page. */
const DIRECTED: ReadonlySet<string> = new Set<keyof typeof paths>([
  'left',
  'right',
  'menu',
  'panel',
  'exit',
  'external',
]);

export type IconName = keyof typeof paths;

/** `size` is in pixels where letters are of the usual size: icons grow with them. */
export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg
      aria-hidden="true"
      focusable="false"
      data-directed={DIRECTED.has(name) || undefined}
      width={`${size / 16}rem`}
      height={`${size / 16}rem`}
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth={name === 'dots' ? 2.2 : 1.5}
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={paths[name]} />
    </svg>
  );
}
