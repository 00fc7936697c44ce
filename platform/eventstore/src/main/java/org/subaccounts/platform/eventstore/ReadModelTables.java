package org.subaccounts.platform.eventstore;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The tables of a read model, their copies in the schema {@code rebuild}, and how the copies take their place. Definitions
 * are read where the live table is meant by its bare name, and executed where the same name means the copy.
 */
final class ReadModelTables {
    /** One rebuild in a database at a time: a view may join tables of two models. */
    static final String LOCK_KEY = "hashtextextended('es_read_model', 2)";

    static final String REBUILD_FIRST = "rebuild,public";
    private static final String LIVE = "public";

    /** PostgreSQL looks for deadlocks after a second: a victim before that can only be this statement, never a request. */
    static final int LOCK_MILLIS = 500;

    private static final Set<String> LOCK_NOT_HAD = Set.of("55P03", "57014", "40P01");

    private static final String OBSTACLES = """
            with model as (
              select t.name, c.oid as id, c.relkind, c.relispartition, c.relpersistence, c.relreplident, c.relrowsecurity,
                     c.relhassubclass, c.relowner, c.reltype
              from unnest($1::text[]) as t (name) left join pg_class c on c.oid = to_regclass('public.' || quote_ident(t.name))),
            view as (
              select m.name, v.oid as id, v.relkind, v.relowner
              from model m join pg_depend d on d.refclassid = 'pg_class'::regclass and d.refobjid = m.id
              join pg_rewrite r on d.classid = 'pg_rewrite'::regclass and r.oid = d.objid
              join pg_class v on v.oid = r.ev_class and v.oid <> m.id)
            select m.name || ' is not an ordinary table of the schema public' from model m
            where m.id is null or m.relkind <> 'r' or m.relpersistence <> 'p'
            union all select m.name || ' is part of an inheritance or partition' from model m
            where m.relispartition or m.relhassubclass or exists (select from pg_inherits i where i.inhrelid = m.id)
            union all select m.name || ' belongs to ' || pg_get_userbyid(m.relowner) from model m
            where pg_get_userbyid(m.relowner) <> current_user
            union all select m.name || ' has the foreign key ' || k.conname || ' or is its target'
            from model m join pg_constraint k on k.contype = 'f' and m.id in (k.conrelid, k.confrelid)
            union all select m.name || ' has the trigger ' || g.tgname
            from model m join pg_trigger g on g.tgrelid = m.id and not g.tgisinternal
            union all select m.name || ' has the rule ' || r.rulename from model m join pg_rewrite r on r.ev_class = m.id
            union all select m.name || ' has row level security' from model m where m.relrowsecurity
            union all select m.name || ' has the statistics object ' || s.stxname
            from model m join pg_statistic_ext s on s.stxrelid = m.id
            union all select m.name || ' is replicated' from model m
            where m.relreplident <> 'd' or exists (select from pg_publication_rel p where p.prrelid = m.id)
            union all select m.name || ' uses the sequence ' || s.relname || ': its values do not come from the log'
            from model m
            join (select d.refobjid as table_id, d.objid as sequence_id from pg_depend d
                  where d.classid = 'pg_class'::regclass and d.refclassid = 'pg_class'::regclass and d.deptype in ('a', 'i')
                  union
                  select a.adrelid, d.refobjid from pg_attrdef a
                  join pg_depend d on d.classid = 'pg_attrdef'::regclass and d.objid = a.oid
                   and d.refclassid = 'pg_class'::regclass) u on u.table_id = m.id
            join pg_class s on s.oid = u.sequence_id and s.relkind = 'S'
            union all select pg_describe_object(d.classid, d.objid, 0) || ' depends on ' || m.name
            from model m join pg_depend d on d.deptype = 'n'
             and ((d.refclassid = 'pg_class'::regclass and d.refobjid = m.id and d.classid = 'pg_proc'::regclass)
               or (d.refclassid = 'pg_type'::regclass and d.refobjid = m.reltype))
            union all select v.id::regclass || ' depends on ' || v.name || ' and is not a view of ' || current_user
            from view v where v.relkind <> 'v' or pg_get_userbyid(v.relowner) <> current_user
            """;

    private static final String LEFTOVERS =
            "select format('drop table rebuild.%I', relname) from pg_class where relkind = 'r'"
                    + " and relnamespace = 'rebuild'::regnamespace";

    // Order: tables, constraints with their indexes, other indexes, comments, grants.
    private static final String COPY = """
            with model as (select c.* from unnest($1::text[]) as t (name)
                           join pg_class c on c.oid = ('public.' || quote_ident(t.name))::regclass)
            select ddl from (
              select 1 as step, format('create table rebuild.%I (like public.%1$I including all excluding indexes'
                       || ' excluding identity excluding statistics)%s', relname,
                       ' with (' || array_to_string(reloptions, ', ') || ')') as ddl
              from model
              union all
              select 2, format('alter table rebuild.%I add constraint %I %s', m.relname, k.conname, pg_get_constraintdef(k.oid))
              from model m join pg_constraint k on k.conrelid = m.oid and k.contype in ('p', 'u', 'x')
              union all
              select 3, pg_get_indexdef(i.indexrelid, 0, true)
              from model m join pg_index i on i.indrelid = m.oid and i.indisvalid
              where not exists (select from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))
              union all
              select 4, format('comment on table rebuild.%I is %L', relname, obj_description(oid, 'pg_class'))
              from model where obj_description(oid, 'pg_class') is not null
              union all
              select 5, format('grant %s on rebuild.%I to %s%s', a.privilege_type, m.relname,
                       case a.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end,
                       case when a.is_grantable then ' with grant option' else '' end)
              from model m cross join aclexplode(m.relacl) a where a.grantee <> m.relowner
              union all
              select 5, format('grant %s (%I) on rebuild.%I to %s%s', a.privilege_type, c.attname, m.relname,
                       case a.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end,
                       case when a.is_grantable then ' with grant option' else '' end)
              from model m join pg_attribute c on c.attrelid = m.oid and c.attnum > 0 and not c.attisdropped
              cross join aclexplode(c.attacl) a where a.grantee <> m.relowner
            ) as steps order by step, ddl
            """;

    private static final String SHAPE = """
            select format('%s %s %s %s %s', c.attname, format_type(c.atttypid, c.atttypmod), c.attnotnull, c.attcollation,
                          pg_get_expr(d.adbin, d.adrelid))
            from unnest($1::text[]) as t (name)
            join pg_attribute c on c.attrelid = ('public.' || quote_ident(t.name))::regclass and c.attnum > 0
                               and not c.attisdropped
            left join pg_attrdef d on d.adrelid = c.attrelid and d.adnum = c.attnum
            union all
            select k.conname || ' ' || pg_get_constraintdef(k.oid)
            from unnest($1::text[]) as t (name)
            join pg_constraint k on k.conrelid = ('public.' || quote_ident(t.name))::regclass
            order by 1
            """;

    // "Or replace" keeps the view itself, with its privileges and what depends on it.
    private static final String VIEWS = """
            select distinct format('create or replace view %I.%I%s as %s', n.nspname, v.relname,
                                   ' with (' || array_to_string(v.reloptions, ', ') || ')', pg_get_viewdef(v.oid)) as ddl
            from unnest($1::text[]) as t (name)
            join pg_depend d on d.refclassid = 'pg_class'::regclass
                            and d.refobjid = ('public.' || quote_ident(t.name))::regclass
            join pg_rewrite r on d.classid = 'pg_rewrite'::regclass and r.oid = d.objid
            join pg_class v on v.oid = r.ev_class and v.relkind = 'v'
            join pg_namespace n on n.oid = v.relnamespace
            order by ddl
            """;

    // The counters of this session alone; a model that writes elsewhere would write there twice.
    private static final String WRITTEN_ELSEWHERE =
            "select schemaname || '.' || relname from pg_stat_xact_user_tables where schemaname <> 'rebuild'"
                    + " and (schemaname, relname) <> ('public', 'es_read_model') and n_tup_ins + n_tup_upd + n_tup_del > 0";

    private final RebuildSession session;
    private final List<String> names;
    private final String[] parameter;
    private List<String> copied = List.of();

    ReadModelTables(RebuildSession session, List<String> names) {
        this.session = session;
        this.names = names;
        this.parameter = names.toArray(String[]::new);
    }

    void requireRebuildable() throws InterruptedException {
        if (names.isEmpty()) {
            throw new IllegalStateException("the read model names no tables");
        }
        List<String> obstacles = session.strings(OBSTACLES, (Object) parameter).stream()
                .distinct()
                .toList();
        if (!obstacles.isEmpty()) {
            throw new IllegalStateException("cannot be rebuilt: " + String.join("; ", obstacles));
        }
    }

    /** Empty copies, with everything that the live tables have under the same names. */
    void copy() throws InterruptedException {
        session.execute("create schema if not exists rebuild");
        dropCopies();
        session.begin(Map.of("search_path", LIVE));
        List<String> definitions = session.strings(COPY, (Object) parameter);
        copied = shape(definitions);
        session.set("search_path", REBUILD_FIRST);
        for (String definition : definitions) {
            session.execute(definition);
        }
        session.execute("commit");
    }

    private List<String> shape(List<String> definitions) throws InterruptedException {
        List<String> shape = new ArrayList<>(definitions);
        shape.addAll(session.strings(SHAPE, (Object) parameter));
        return shape;
    }

    /** Those of this run, or what a run that died has left. */
    void dropCopies() throws InterruptedException {
        for (String drop : session.strings(LEFTOVERS)) {
            session.execute(drop);
        }
    }

    /** A table without statistics would be read with bad plans until autovacuum finds it. */
    void analyze() throws InterruptedException {
        for (String name : names) {
            session.execute("analyze rebuild." + quoted(name));
        }
    }

    long rows() throws InterruptedException {
        long rows = 0;
        session.begin(Map.of("statement_timeout", "30s"));
        for (String name : names) {
            rows += session.query("select count(*) from rebuild." + quoted(name))
                    .iterator()
                    .next()
                    .getLong(0);
        }
        session.execute("commit");
        return rows;
    }

    void requireNothingWrittenElsewhere() throws InterruptedException {
        List<String> elsewhere = session.strings(WRITTEN_ELSEWHERE);
        if (!elsewhere.isEmpty()) {
            throw new IllegalStateException("writes to tables that it does not name: " + String.join(", ", elsewhere));
        }
    }

    /**
     * In the open transaction: nobody reads or writes the tables from here on, and the views on them mean the copies. False
     * if somebody kept one of them too long; then the transaction must be rolled back, and whoever waited goes on.
     */
    boolean lock() throws InterruptedException {
        try {
            // Disturbs no request; keeps migrations out, and makes autovacuum give way, which it does after a second.
            session.execute("lock table " + list(LIVE) + " in share update exclusive mode");
            requireRebuildable();
            session.set("search_path", LIVE);
            if (!shape(session.strings(COPY, (Object) parameter)).equals(copied)) {
                throw new IllegalStateException("its tables were altered while it was rebuilt");
            }
            List<String> views = session.strings(VIEWS, (Object) parameter);
            session.set("search_path", REBUILD_FIRST);
            // As readers do: the view first, then its tables.
            List<String> statements = new ArrayList<>(views);
            statements.add("lock table " + list(LIVE) + " in access exclusive mode");
            long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LOCK_MILLIS);
            for (String statement : statements) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left < 1) {
                    return false;
                }
                session.set("statement_timeout", left + "ms");
                session.execute(statement);
            }
            session.set("statement_timeout", "10s");
            return true;
        } catch (RuntimeException e) {
            if (LOCK_NOT_HAD.contains(SqlFailure.state(e))) {
                return false;
            }
            throw e;
        }
    }

    /** The copies in the place of the tables; nothing depends on the old ones any more. */
    void swap() throws InterruptedException {
        for (String name : names) {
            session.execute("drop table " + LIVE + "." + quoted(name));
            session.execute("alter table rebuild." + quoted(name) + " set schema " + LIVE);
        }
    }

    private String list(String schema) {
        return String.join(
                ", ", names.stream().map(name -> schema + "." + quoted(name)).toList());
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
