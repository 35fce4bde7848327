import type { Endpoint } from '../apps/app.ts'
import type { TypedApps } from '../apps/registry.ts'

/*
 * The types of an app's API, derived from its endpoint table: a new row of the table is a new path here.
 */

export type AppName = keyof TypedApps

/** What every call can be given beside its path, query and body. */
export interface CallOptions {
  /** Id of the connection to use; the owner's oldest active one otherwise. */
  readonly connection?: string
  readonly signal?: AbortSignal
  readonly headers?: Readonly<Record<string, string>>
  /** Instead of the key that every POST gets by itself: for a wish that may be repeated by another process. */
  readonly idempotencyKey?: string
}

type Method = Endpoint['method']
type Rows<A extends AppName> = TypedApps[A]['rows']

/** Files have a method of their own. */
type Files = '/_download'

/** The paths that an app has for a method. */
export type Paths<A extends AppName, M extends Method> = Exclude<
  Extract<Rows<A>, { readonly method: M }>['path'],
  Files
>

type Row<A extends AppName, M extends Method, P> = Extract<
  Rows<A>,
  { readonly method: M; readonly path: P }
>

/** Paths whose answers hold a list. */
export type ListPaths<A extends AppName> = Extract<
  Rows<A>,
  { readonly method: 'GET'; readonly list: string }
>['path']

type Names<P> = P extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never

type Known<A extends AppName, Id, Name> = `${Id & string}.${Name & string}` extends infer Own
  ? Own extends keyof TypedApps[A]['parameters']
    ? TypedApps[A]['parameters'][Own]
    : Name extends keyof TypedApps[A]['parameters']
      ? TypedApps[A]['parameters'][Name]
      : never
  : never

type Value<Parameter> = Parameter extends { readonly enum: readonly (infer Choice)[] }
  ? Choice
  : Parameter extends { readonly type: 'boolean' }
    ? boolean
    : Parameter extends { readonly type: 'integer' | 'number' }
      ? number
      : string

type Required<A extends AppName, R extends Endpoint> = {
  [Name in R['query'][number]]: Known<A, R['id'], Name> extends { readonly required: true }
    ? Name
    : never
}[R['query'][number]]

/** The query of an endpoint. */
type Query<A extends AppName, R extends Endpoint> = {
  readonly [Name in Required<A, R>]: Value<Known<A, R['id'], Name>>
} & {
  readonly [Name in Exclude<R['query'][number], Required<A, R>>]?:
    Value<Known<A, R['id'], Name>> | undefined
}

type QueryOption<A extends AppName, R extends Endpoint> = [Required<A, R>] extends [never]
  ? { readonly query?: Query<A, R> }
  : { readonly query: Query<A, R> }

type PathOption<P> = [Names<P>] extends [never]
  ? { readonly path?: undefined }
  : { readonly path: { readonly [Name in Names<P>]: string | number } }

type BodyOption<A extends AppName, R extends Endpoint> = R['body'] extends null
  ? { readonly body?: undefined }
  : {
      readonly body: R['id'] extends keyof TypedApps[A]['bodies']
        ? TypedApps[A]['bodies'][R['id']]
        : object
    }

type OptionsOf<A extends AppName, R extends Endpoint> = CallOptions &
  PathOption<R['path']> &
  QueryOption<A, R> &
  BodyOption<A, R>

/** Nothing has to be given where nothing is required. */
type Rest<O> = Partial<O> extends O ? [options?: O] : [options: O]

type Answer<A extends AppName, R extends Endpoint> = R['id'] extends keyof TypedApps[A]['answers']
  ? TypedApps[A]['answers'][R['id']]
  : unknown

type Item<Page, R extends Endpoint> = R['list'] extends keyof Page
  ? Page[R['list']] extends readonly (infer One)[]
    ? One
    : never
  : unknown

type Call<A extends AppName, M extends Method> = <P extends Paths<A, M>>(
  path: P,
  ...options: Rest<OptionsOf<A, Row<A, M, P>>>
) => Promise<Answer<A, Row<A, M, P>>>

/** The API of one app. Paths are the vendor's own; a status of 400 or more is thrown as an error. */
export interface AppClient<A extends AppName> {
  readonly get: Call<A, 'GET'>
  readonly post: Call<A, 'POST'>
  readonly put: Call<A, 'PUT'>
  readonly patch: Call<A, 'PATCH'>
  readonly delete: Call<A, 'DELETE'>
  /** Every item of a list, page by page. */
  readonly list: <P extends ListPaths<A>>(
    path: P,
    ...options: Rest<OptionsOf<A, Row<A, 'GET', P>>>
  ) => AsyncGenerator<Item<Answer<A, Row<A, 'GET', P>>, Row<A, 'GET', P>>, void, undefined>
  /** The pages of a list as they come, with their totals. */
  readonly pages: <P extends ListPaths<A>>(
    path: P,
    ...options: Rest<OptionsOf<A, Row<A, 'GET', P>>>
  ) => AsyncGenerator<Answer<A, Row<A, 'GET', P>>, void, undefined>
  /** The file behind a `download_url`, as a stream: `(await zoom.download(url)).body`. */
  readonly download: (url: string, options?: CallOptions) => Promise<Response>
}
