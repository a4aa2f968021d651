/** The texts of what the page shows at first. */
export type FirstStrings = typeof import('@/config/strings/en');
/** What texts there are: those of English. Each other language has all of them, in one file. */
export type Strings = FirstStrings & typeof import('@/config/strings/en/late');
