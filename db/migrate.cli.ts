/** `npm run db:migrate`: for operators who migrate before they start. A start migrates by itself. */
import { openDatabase } from './client';
import { migrate } from './migrate';

const folder = `${process.env['GRADUS_DATA'] || '.data'}/pg`;
const url = process.env['DATABASE_URL'] || undefined;
try {
  const database = await openDatabase({ url, folder });
  try {
    await migrate(database);
  } finally {
    await database.close();
  }
  console.log(`The schema of ${url === undefined ? folder : 'the database'} is up to date.`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
