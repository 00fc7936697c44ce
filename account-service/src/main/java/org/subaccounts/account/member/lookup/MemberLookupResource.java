package org.subaccounts.account.member.lookup;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.UUID;
import org.subaccounts.account.member.MemberRefusal;
import org.subaccounts.account.member.Members;
import org.subaccounts.platform.http.Inputs;
import org.subaccounts.platform.security.InternalOnly;

/** {@code GET /internal/v1/accounts/{id}/members/{user_id}}: the role of a member now, 404 for others. */
@Path("/internal/v1/accounts/{id}/members/{user_id}")
public class MemberLookupResource {
    private final Members members;

    public MemberLookupResource(Members members) {
        this.members = members;
    }

    /** A member and the role, one of {@link org.subaccounts.contracts.MemberRoles#ALL}. */
    public record Member(UUID userId, String role) {}

    @GET
    @InternalOnly
    public Uni<Member> get(@PathParam("id") String id, @PathParam("user_id") String userId) {
        UUID user = Inputs.uuid("user_id", userId);
        return members.role(Inputs.uuid("id", id), user)
                .map(role -> new Member(user, role.orElseThrow(MemberRefusal.NotFound::new)));
    }
}
