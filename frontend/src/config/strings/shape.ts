/** What texts there are: those of English. Each language has all of them. */
export type Strings = typeof import('@/config/strings/en');
