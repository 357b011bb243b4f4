// Asks a database so many times, and ends at once.
import { openDatabase } from '@kaitong/server/testing';

const [, , connection = '', schema = '', times = ''] = process.argv;
const database = openDatabase(JSON.parse(connection), schema, () => {});
for (let n = 0; n < Number(times); n++) await database.pool.query('SELECT $1::int', [n]);
process.exit();
