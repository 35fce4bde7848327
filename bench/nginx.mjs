// nginx in its two parts: the proxy that everybody is compared with, and the upstream that answers everybody.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cores } from './machine.mjs'
import { answers, freePort, listening, start } from './process.mjs'

const answerBytes = 1024
export const answer = JSON.stringify({ id: 'me', filler: '' }).padEnd(answerBytes, ' ')
/** A file, and the path that an endpoint of the table has for it. */
export const bigFile = 'files/big.mp4'
const bigTarget = '/v2/users/me/recordings'
export const bigPath = `/zoom${bigTarget}`

/** Answers every path with 1 KiB, one path with a big file, and the token endpoint with a token. */
export async function startNginxUpstream(folder, port) {
  const server = await startNginx(folder, {
    name: 'upstream',
    core: cores.load,
    port,
    http: `
    server {
      listen 127.0.0.1:${port} backlog=4096 reuseport;
      keepalive_requests 1000000000;
      location = ${bigTarget} { alias ${folder}/${bigFile}; sendfile on; }
      location / { default_type application/json; return 200 '${answer}'; }
    }`,
  })
  return { ...server, url: `http://127.0.0.1:${port}` }
}

/** Speaks HTTP/1.1 and HTTP/2 over TLS, with about as many headers as an API behind a content network has. */
export async function startTlsUpstream(folder, { port, tls }) {
  const headers = ['x-zm-trackingid', 'x-zm-zoneid', 'strict-transport-security', 'cf-ray', 'vary']
  const server = await startNginx(folder, {
    name: 'tls-upstream',
    core: cores.load,
    port,
    http: `
    server {
      listen 127.0.0.1:${port} ssl http2 backlog=4096;
      ssl_certificate ${tls.certificate}; ssl_certificate_key ${tls.key};
      keepalive_requests 1000000000;
      ${headers.map((name) => `add_header ${name} "$request_id ${name}";`).join('\n      ')}
      location / { default_type application/json; return 200 '${answer}'; }
    }`,
  })
  return { ...server, url: `https://localhost:${port}` }
}

/** The reference: keep-alive on both sides, and the token put on by the configuration. */
export async function startNginxProxy({ folder, upstream, accessToken }) {
  const port = await freePort()
  const server = await startNginx(folder, {
    name: 'proxy',
    core: cores.proxy,
    port,
    http: `
    upstream api { server ${new URL(upstream.url).host}; keepalive 64; }
    server {
      listen 127.0.0.1:${port} backlog=4096;
      keepalive_requests 1000000000;
      keepalive_timeout 600s;
      location /zoom/ {
        proxy_pass http://api/;
        proxy_http_version 1.1;
        proxy_set_header Connection "";
        proxy_set_header Authorization "Bearer ${accessToken}";
        proxy_buffering on;
        proxy_max_temp_file_size 0;
      }
    }`,
  })
  return { ...server, url: `http://127.0.0.1:${port}` }
}

async function startNginx(folder, { name, core, port, http }) {
  const url = `http://127.0.0.1:${port}/`
  if (await answers(url)) throw new Error(`${url} belongs to somebody else; an earlier run?`)
  const prefix = join(folder, `nginx-${name}`)
  mkdirSync(join(prefix, 'logs'), { recursive: true })
  mkdirSync(join(folder, 'files'), { recursive: true })
  const file = join(prefix, 'nginx.conf')
  writeFileSync(
    file,
    `daemon off; master_process on; worker_processes 1; pid ${prefix}/pid; error_log ${prefix}/logs/error.log;
    worker_rlimit_nofile 65536;
    events { worker_connections 32768; }
    http {
      access_log off; client_body_temp_path ${prefix}/body; proxy_temp_path ${prefix}/proxy;
      fastcgi_temp_path ${prefix}/f; uwsgi_temp_path ${prefix}/u; scgi_temp_path ${prefix}/s;
      tcp_nodelay on; ${http}
    }`,
  )
  // The folder belongs to whoever runs this; as root, nginx would make its workers somebody else.
  const user = process.getuid?.() === 0 ? ['-g', 'user root;'] : []
  const server = start(
    ['nginx', '-p', prefix, '-c', file, '-e', `${prefix}/logs/error.log`, ...user],
    {
      core,
      log: join(prefix, 'logs/stderr.log'),
    },
  )
  await listening(url)
  return server
}
