package org.subaccounts.sending.domain.dkim;

import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import org.subaccounts.platform.eventstore.PgUnitOfWork;
import org.subaccounts.platform.http.SecretBox;
import org.subaccounts.sending.domain.DomainId;

/**
 * Keeps private DKIM keys, sealed: the one that signs, and the next one until it does. They are in these tables only: in no
 * event, command, log or answer. A key that does not sign any more is not kept.
 */
@ApplicationScoped
public class DkimKeys {
    private static final String INSERT = "insert into dkim_key (domain_id, selector, sealed_key) values ($1, $2, $3)";
    private static final String INSERT_NEXT =
            "insert into dkim_standby_key (domain_id, selector, sealed_key) values ($1, $2, $3)";
    private static final String RENAME = "update dkim_key set selector = $2 where domain_id = $1";
    private static final String PROMOTE = """
            with next as (delete from dkim_standby_key where domain_id = $1 returning selector, sealed_key)
            update dkim_key k set selector = next.selector, sealed_key = next.sealed_key from next where k.domain_id = $1""";
    private static final String DELETE = "delete from dkim_key where domain_id = $1";
    private static final String DELETE_NEXT = "delete from dkim_standby_key where domain_id = $1";

    private final SecretBox box;

    public DkimKeys(SecretBox box) {
        this.box = box;
    }

    /** A private key that is ready to be stored. */
    public record Sealed(Buffer bytes) {
        @Override
        public String toString() {
            return "Sealed[" + bytes.length() + " bytes]";
        }
    }

    public Sealed seal(Buffer privateKey) {
        return new Sealed(Buffer.buffer(box.seal(privateKey.getBytes())));
    }

    public void store(DomainId domain, String selector, Sealed key, PgUnitOfWork work) {
        work.enlist(INSERT, Tuple.of(domain.value(), selector, key.bytes()));
    }

    /** Keeps the next key beside the one that signs. */
    public void storeNext(DomainId domain, String selector, Sealed key, PgUnitOfWork work) {
        work.enlist(INSERT_NEXT, Tuple.of(domain.value(), selector, key.bytes()));
    }

    /** The next key signs from now on; the last one is destroyed. */
    public void promoteNext(DomainId domain, PgUnitOfWork work) {
        work.enlist(PROMOTE, Tuple.of(domain.value()));
    }

    public void rename(DomainId domain, String selector, PgUnitOfWork work) {
        work.enlist(RENAME, Tuple.of(domain.value(), selector));
    }

    public void delete(DomainId domain, PgUnitOfWork work) {
        work.enlist(DELETE, Tuple.of(domain.value()));
        work.enlist(DELETE_NEXT, Tuple.of(domain.value()));
    }

    /** PKCS #8, DER. */
    public Buffer open(Sealed key) {
        return Buffer.buffer(box.open(key.bytes().getBytes()));
    }

    /** Ready to sign with. */
    public PrivateKey openKey(Sealed key) {
        try {
            return KeyFactory.getInstance("RSA")
                    .generatePrivate(new PKCS8EncodedKeySpec(open(key).getBytes()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a DKIM key is not readable", e);
        }
    }
}
