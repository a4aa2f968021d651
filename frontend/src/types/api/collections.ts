/** Collections: named sets of documents. */

export interface Collection {
  id: string;
  name: string;
  /** How many documents are in it. */
  documents: number;
  created_at: string;
  updated_at: string;
}
