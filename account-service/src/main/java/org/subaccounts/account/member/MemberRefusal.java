package org.subaccounts.account.member;

/** Why a command on a membership is refused; the message is for the caller. */
public abstract sealed class MemberRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private MemberRefusal(String message) {
        super(message, null, false, false);
    }

    /** Never was, or is not any more, a member of this account. */
    public static final class NotFound extends MemberRefusal {
        private static final long serialVersionUID = 1L;

        public NotFound() {
            super("member not found");
        }
    }

    /** The user is one already, whatever the role. */
    public static final class AlreadyMember extends MemberRefusal {
        private static final long serialVersionUID = 1L;

        public AlreadyMember() {
            super("the user is a member of the account already");
        }
    }

    /** The owner stays. */
    public static final class IsOwner extends MemberRefusal {
        private static final long serialVersionUID = 1L;

        public IsOwner() {
            super("the owner of the account cannot be removed");
        }
    }

    /** Nobody removes themselves. */
    public static final class IsOneself extends MemberRefusal {
        private static final long serialVersionUID = 1L;

        public IsOneself() {
            super("you cannot remove yourself");
        }
    }

    /** The account has as many members as it may have. */
    public static final class TooMany extends MemberRefusal {
        private static final long serialVersionUID = 1L;

        public TooMany() {
            super("an account has at most " + Members.MAX_MEMBERS + " members");
        }
    }
}
