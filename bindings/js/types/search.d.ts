// The public API of search, written by hand.

import type { Bytes } from "./phiward.js";

/** A section of a protocol, as a corpus has it. */
export interface Section {
  readonly _id: string;
  readonly agency?: string;
  readonly number?: string;
  readonly name?: string;
  readonly section?: string;
  readonly title?: string;
  readonly text?: string;
  readonly age?: "all" | "adult" | "pediatric";
  readonly level?: string;
  readonly codes?: readonly string[];
  readonly impressions?: readonly string[];
  readonly ordinal?: number;
}
export interface AgencyProfile {
  readonly aliases?: readonly string[];
  readonly pediatricBelow?: readonly [value: number, unit: "days" | "months" | "years"];
  readonly pediatricUpToKg?: number;
  /** Which protocol serves instead of one that does not exist for an age: number, age, number to use. */
  readonly fallbacks?: readonly (readonly [number: string, age: "adult" | "pediatric", instead: string])[];
}
/** Builds the index of a corpus: sections, or a text with one section in JSON a line. */
export function buildIndex(
  corpus: string | Iterable<Section>,
  options?: { readonly lexicon?: string; readonly profiles?: { readonly [agency: string]: AgencyProfile } },
): Promise<Uint8Array>;

export interface SearchOptions {
  /** It must be named unless the index has but one. */
  readonly agency?: string;
  /** Unknown unless said otherwise: both are shown. */
  readonly age?: "adult" | "pediatric" | "unknown";
  /** The provider's impression: the agency's code or ICD-10-CM. */
  readonly code?: string;
  readonly level?: "BLS" | "ALS";
  readonly limit?: number;
  /** Bytes of text around a match; 0 leaves texts out. */
  readonly snippet?: number;
  readonly explain?: boolean;
}
/** Offsets are those of JavaScript strings. */
export interface Snippet {
  readonly text: string;
  readonly start: number;
  readonly highlights: readonly (readonly [start: number, end: number])[];
}
export interface SectionHit {
  readonly id: string;
  readonly section: string;
  readonly title: string | null;
  readonly kind: "assessment" | "treatment" | "medication" | "contact" | "other";
  readonly age: "all" | "adult" | "pediatric";
  readonly level: string;
  readonly score: number;
  /** 1 answers best. Sections stand in the order of their document. */
  readonly rank: number;
  readonly snippet: Snippet | null;
}
export interface Reason {
  readonly kind: "term" | "section_kind" | "other_section" | "name" | "code" | "number" | "other";
  readonly points: number;
  readonly [detail: string]: string | number | null;
}
export interface ProtocolHit {
  readonly number: string;
  readonly name: string;
  readonly score: number;
  readonly sections: readonly SectionHit[];
  /** The points of the reasons add up to the score. */
  readonly explanation: { readonly score: number; readonly section: string | null; readonly reasons: readonly Reason[] } | null;
}
interface Found {
  readonly agency: string;
  readonly protocols: readonly ProtocolHit[];
  /** How many of the first protocols are meant equally. */
  readonly rivals: number;
  readonly notices: readonly string[];
  /** Words that were understood as others, and where they stand in the query. */
  readonly substitutions: readonly { readonly searched: string; readonly start: number; readonly end: number }[];
}
export type Answer =
  | (Found & { readonly answer: "hits"; readonly reason: null; readonly fallback: null })
  | (Found & {
      readonly answer: "ambiguous";
      readonly reason: "number_and_name" | "code_and_name" | "close_scores";
      readonly fallback: null;
    })
  | (Found & {
      readonly answer: "abstain";
      readonly reason: "number_not_in_agency" | "drug_not_in_agency" | "no_evidence" | "age_variant_missing";
      readonly fallback: { readonly number: string; readonly name: string } | null;
    });

/** The protocols of one or many agencies, searchable without a network. */
export class SearchIndex {
  private constructor();
  static open(bytes: Bytes): Promise<SearchIndex>;
  readonly agencies: readonly string[];
  /** The protocols that a text means, or why there is none. */
  search(text: string, options?: SearchOptions): Answer;
  /** Protocols that a query in the making may be after. */
  suggest(text: string, options?: SearchOptions): readonly { readonly number: string; readonly name: string }[];
  /** Puts the agencies of another index in the place of those that are here: all of them, or none. */
  swap(bytes: Bytes): void;
}
