/** `npm run people`: accounts and rosters from the terminal, with nothing served. */
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { openDatabase } from '../../db/client';
import { migrate } from '../../db/migrate';
import { prepareDataFolder } from './data-folder';
import { parseEnv } from './env';
import { runPeople } from './people';
import { parsePeopleArgs } from './people-args';

try {
  const command = parsePeopleArgs(process.argv.slice(2));
  const env = parseEnv(process.env);
  if (env.databaseUrl === undefined) prepareDataFolder(env.dataFolder);
  const database = await openDatabase({ url: env.databaseUrl, folder: path.join(env.dataFolder, 'pg') });
  try {
    await migrate(database);
    const deps = { db: database.db, now: () => new Date() };
    for (const line of await runPeople(deps, command, () => text(process.stdin))) console.log(line);
  } finally {
    await database.close();
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
