/** Collections: named sets of documents, and who else may read them. */

export type GrantRole = 'viewer' | 'contributor' | 'manager';

export interface Collection {
  id: string;
  name: string;
  /** How many documents are in it. */
  documents: number;
  created_at: string;
  updated_at: string;
  role: GrantRole | 'owner';
  /** The address of who shares it; null for one's own, and where it is not known. */
  owner_name: string | null;
  /** Whether it is shared with everyone, so that nobody can leave it. Missing at an older service. */
  everyone?: boolean;
  /** To how many it is shared; 0 where that is not the person's to know. */
  grants: number;
}

export interface Grant {
  id: string;
  /** Null for everyone. */
  email: string | null;
  everyone: boolean;
  role: GrantRole;
  status: 'waiting' | 'accepted' | 'expired';
  created_at: string;
  accepted_at: string | null;
  waits_until: string | null;
}

export interface Invitation {
  id: string;
  collection: { id: string; name: string };
  role: GrantRole;
  owner_name: string | null;
  created_at: string;
  waits_until: string;
}
