import type { Migration } from './migrate.ts';

/**
 * The schema's own clock, `kaitong_now()`: the database's clock plus an offset that is zero except in tests. Everything in
 * SQL that asks for the time asks it, so a test can let three minutes pass at once, for every process.
 *
 * STABLE, although it reads the clock: a VOLATILE function can bound no index scan (`WHERE due_at <= kaitong_now()` would
 * read the whole table). Where a statement waited for a row lock, PostgreSQL evaluates its condition anew, so a deadline
 * that passed during the wait is seen.
 *
 * The guard keeps the offset out of reach of the product: only a session that names itself a test may change it.
 */
export function clockMigration(schema: string): Migration {
  return `
    CREATE TABLE ${schema}.clock_offset (
      only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
      shift interval NOT NULL
    );
    INSERT INTO ${schema}.clock_offset (shift) VALUES ('0');

    CREATE FUNCTION ${schema}.guard_clock_offset() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF current_setting('kaitong.moves_clock', true) IS DISTINCT FROM 'on' THEN
        RAISE EXCEPTION 'only tests move the clock';
      END IF;
      RETURN NEW;
    END $$;
    CREATE TRIGGER guard_clock_offset BEFORE INSERT OR UPDATE OR DELETE ON ${schema}.clock_offset
      FOR EACH ROW EXECUTE FUNCTION ${schema}.guard_clock_offset();

    CREATE FUNCTION ${schema}.kaitong_now() RETURNS timestamptz LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
    BEGIN
      RETURN clock_timestamp() + (SELECT shift FROM ${schema}.clock_offset);
    END $$;
  `;
}

/**
 * The same as long as nobody moves it, without a look at the table: a commit of footage asks for the time ten times. The
 * first change of the offset, which only tests make, has the function look from then on.
 */
export function unmovedClockMigration(schema: string): Migration {
  return `
    CREATE FUNCTION ${schema}.look_at_clock_offset() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF (SELECT prosrc FROM pg_proc WHERE oid = '${schema}.kaitong_now()'::regprocedure) NOT LIKE '%clock_offset%' THEN
        CREATE OR REPLACE FUNCTION ${schema}.kaitong_now() RETURNS timestamptz LANGUAGE plpgsql STABLE PARALLEL SAFE AS $now$
        BEGIN
          RETURN clock_timestamp() + (SELECT shift FROM ${schema}.clock_offset);
        END $now$;
      END IF;
      RETURN NULL;
    END $$;
    CREATE TRIGGER look_at_clock_offset AFTER INSERT OR UPDATE OR DELETE ON ${schema}.clock_offset
      FOR EACH ROW EXECUTE FUNCTION ${schema}.look_at_clock_offset();
    CREATE TRIGGER look_at_no_clock_offset AFTER TRUNCATE ON ${schema}.clock_offset
      FOR EACH STATEMENT EXECUTE FUNCTION ${schema}.look_at_clock_offset();
    DO $$ BEGIN
      IF EXISTS (SELECT FROM ${schema}.clock_offset WHERE shift = '0') THEN
        CREATE OR REPLACE FUNCTION ${schema}.kaitong_now() RETURNS timestamptz LANGUAGE plpgsql STABLE PARALLEL SAFE AS $now$
        BEGIN
          RETURN clock_timestamp();
        END $now$;
      END IF;
    END $$;
  `;
}

/**
 * The same, and never before the latest time that was told to `keep_time`: what a process has heard of a primary it tells
 * the next one, whose clock may be behind. It then stands still until that has caught up. A sequence, since a floor is never
 * rolled back and reading one costs a statement next to nothing; in microseconds.
 *
 * No more than an hour: a clock that is put right by more than that was wrong, and nobody is to wait for what it said.
 * Nothing waits for a standby here: whoever comes to the next primary tells it again.
 */
export function keptClockMigration(schema: string): Migration {
  const floor = `pg_sequence_last_value('${schema}.clock_floor')`;
  const now = `greatest(clock_timestamp(), timestamptz 'epoch' + ${floor} * interval '1 microsecond')`;
  const clock = (time: string): string => `
    CREATE OR REPLACE FUNCTION ${schema}.kaitong_now() RETURNS timestamptz LANGUAGE plpgsql STABLE PARALLEL SAFE AS $now$
    BEGIN
      RETURN ${time};
    END $now$;`;
  const movedClock = clock(`${now} + (SELECT shift FROM ${schema}.clock_offset)`);
  return `
    CREATE SEQUENCE ${schema}.clock_floor;
    CREATE FUNCTION ${schema}.keep_time(reached timestamptz) RETURNS void LANGUAGE plpgsql AS $$
    DECLARE
      floor bigint := extract(epoch FROM reached) * 1000000;
    BEGIN
      PERFORM set_config('synchronous_commit', 'local', true);
      PERFORM pg_advisory_xact_lock(hashtextextended('${schema}.clock_floor', 0));
      IF floor > coalesce(${floor}, 0) AND reached < clock_timestamp() + interval '1 hour' THEN
        PERFORM setval('${schema}.clock_floor', floor);
      END IF;
    END $$;
    CREATE OR REPLACE FUNCTION ${schema}.look_at_clock_offset() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF (SELECT prosrc FROM pg_proc WHERE oid = '${schema}.kaitong_now()'::regprocedure) NOT LIKE '%clock_offset%' THEN
        ${movedClock}
      END IF;
      RETURN NULL;
    END $$;
    DO $$ BEGIN
      IF (SELECT prosrc FROM pg_proc WHERE oid = '${schema}.kaitong_now()'::regprocedure) LIKE '%clock_offset%' THEN
        ${movedClock}
      ELSE
        ${clock(now)}
      END IF;
    END $$;
  `;
}
