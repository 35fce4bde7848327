/**
 * The rules of OpenAPI 3.1.0 (https://spec.openapis.org/oas/v3.1.0, section 4.8) that concern the parts our document uses,
 * as a JSON Schema. Members that the specification does not know are refused.
 */
const text = { type: 'string' }
const ref = (name: string) => ({ $ref: `#/$defs/${name}` })
const listOf = (items: object) => ({ type: 'array', items })
const mapOf = (values: object) => ({ type: 'object', additionalProperties: values })

const object = (properties: object, required: readonly string[] = []) => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
})

const content = mapOf(object({ schema: ref('schema'), example: {}, examples: {} }))
const reference = object({ $ref: { type: 'string', pattern: '^#/components/' } }, ['$ref'])

const definitions = {
  schema: { $ref: 'https://json-schema.org/draft/2020-12/schema' },
  server: object({ url: text, description: text }, ['url']),
  // An OAuth-less scheme takes no scopes, so the list is empty (section 4.8.30).
  security: mapOf({ type: 'array', maxItems: 0 }),
  header: object({ description: text, required: { type: 'boolean' }, schema: ref('schema') }),
  response: {
    oneOf: [
      reference,
      object({ description: text, headers: mapOf(ref('header')), content }, ['description']),
    ],
  },
  parameter: {
    ...object(
      {
        name: text,
        in: { enum: ['query', 'header', 'path', 'cookie'] },
        description: text,
        required: { type: 'boolean' },
        deprecated: { type: 'boolean' },
        example: {},
        schema: ref('schema'),
      },
      ['name', 'in', 'schema'],
    ),
    if: { properties: { in: { const: 'path' } } },
    then: { properties: { required: { const: true } }, required: ['required'] },
  },
  operation: object(
    {
      operationId: text,
      tags: listOf(text),
      summary: text,
      description: text,
      deprecated: { type: 'boolean' },
      parameters: listOf(ref('parameter')),
      requestBody: object({ description: text, required: { type: 'boolean' }, content }, [
        'content',
      ]),
      responses: {
        type: 'object',
        minProperties: 1,
        patternProperties: { '^([1-5][0-9][0-9]|[1-5]XX|default)$': ref('response') },
        additionalProperties: false,
      },
      security: listOf(ref('security')),
    },
    // The specification lets `responses` out; ours always has it.
    ['operationId', 'responses'],
  ),
  securityScheme: {
    oneOf: [
      object({ type: { const: 'http' }, scheme: text, bearerFormat: text, description: text }, [
        'type',
        'scheme',
      ]),
      object(
        {
          type: { const: 'apiKey' },
          name: text,
          in: { enum: ['query', 'header', 'cookie'] },
          description: text,
        },
        ['type', 'name', 'in'],
      ),
    ],
  },
}

const operations = Object.fromEntries(
  ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'].map((method) => [
    method,
    ref('operation'),
  ]),
)

export const openapiRules = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  ...object(
    {
      openapi: { type: 'string', pattern: '^3\\.1\\.\\d+$' },
      info: object(
        {
          title: text,
          version: text,
          description: text,
          license: object({ name: text, url: text, identifier: text }, ['name']),
        },
        ['title', 'version'],
      ),
      servers: listOf(ref('server')),
      security: listOf(ref('security')),
      tags: listOf(object({ name: text, description: text }, ['name'])),
      webhooks: { type: 'object', maxProperties: 0 },
      paths: {
        type: 'object',
        patternProperties: { '^/': object(operations) },
        additionalProperties: false,
      },
      components: {
        ...object({
          schemas: mapOf(ref('schema')),
          parameters: mapOf(ref('parameter')),
          responses: mapOf(ref('response')),
          securitySchemes: mapOf(ref('securityScheme')),
        }),
        additionalProperties: false,
      },
    },
    ['openapi', 'info', 'paths'],
  ),
  $defs: definitions,
}
