/** Texts of one language: nested, one sentence a leaf, placeholders as `{{name}}`. */
export type Catalogue = { readonly [key: string]: string | Catalogue };

/** The type of every other language's catalogue: a missing or surplus key does not compile. */
export type SameTexts<C extends Catalogue> = {
  readonly [K in keyof C]: C[K] extends Catalogue ? SameTexts<C[K]> : string;
};

/** `group.key` of every leaf. */
export type TextKey<C, Prefix extends string = ''> = {
  [K in keyof C & string]: C[K] extends string ? `${Prefix}${K}` : TextKey<C[K], `${Prefix}${K}.`>;
}[keyof C & string];

type TextAt<C, K> = K extends `${infer Head}.${infer Rest}`
  ? Head extends keyof C
    ? TextAt<C[Head], Rest>
    : never
  : K extends keyof C
    ? C[K]
    : never;

type Placeholder<S> = S extends `${string}{{${infer Name}}}${infer Rest}` ? Name | Placeholder<Rest> : never;

/** A text's placeholders; none, where it has none. */
export type TextParams<C, K> = [Placeholder<TextAt<C, K>>] extends [never]
  ? []
  : [params: Record<Placeholder<TextAt<C, K>>, string | number>];

export type Translate<C> = <K extends TextKey<C>>(key: K, ...params: TextParams<C, K>) => string;
