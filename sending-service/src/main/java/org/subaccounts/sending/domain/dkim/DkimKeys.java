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

/** Keeps private DKIM keys, sealed. They are in this table only: in no event, command, log or answer. */
@ApplicationScoped
public class DkimKeys {
    private static final String INSERT = "insert into dkim_key (domain_id, selector, sealed_key) values ($1, $2, $3)";
    private static final String DELETE = "delete from dkim_key where domain_id = $1";

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

    public void delete(DomainId domain, PgUnitOfWork work) {
        work.enlist(DELETE, Tuple.of(domain.value()));
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
