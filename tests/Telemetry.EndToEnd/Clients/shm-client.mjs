// A client of the SHM protocol in another language, with nothing of ours in it: register, activate, two snapshots.
// Usage: node shm-client.mjs http://localhost:8080 "App name"; prints one JSON object per answer.
import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';

const [gateway, application] = process.argv.slice(2);
const instanceId = randomUUID();
const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const publicKeyHex = Buffer.from(publicKey.export({ format: 'jwk' }).x, 'base64url').toString('hex');

async function post(path, body, signed) {
  const text = JSON.stringify(body);
  const headers = { 'Content-Type': 'application/json' };
  if (signed) {
    headers['X-Instance-ID'] = instanceId;
    headers['X-Signature'] = sign(null, Buffer.from(text), privateKey).toString('hex');
  }

  const answer = await fetch(gateway + path, { method: 'POST', headers, body: text });
  console.log(JSON.stringify({ path, status: answer.status, body: await answer.text(), instanceId }));
}

const snapshot = (users) => ({
  instance_id: instanceId,
  timestamp: new Date().toISOString(),
  metrics: {
    users_count: users, storage_gb: 0.1, plan: 'überß – "pro" 🚀',
    sys_os: 'linux', sys_node_version: process.version, app_uptime_h: 3,
  },
});

await post('/v1/register', {
  instance_id: instanceId, public_key: publicKeyHex, app_name: application, app_version: '1.4.2',
  deployment_mode: 'docker', environment: 'production', os_arch: 'linux/amd64',
});
await post('/v1/activate', { action: 'activate' }, true);
await post('/v1/snapshot', snapshot(41), true);
await post('/v1/snapshot', snapshot(42), true);
