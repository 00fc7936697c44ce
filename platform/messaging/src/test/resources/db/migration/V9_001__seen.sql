-- the effect of the tests' consumers: doubles are allowed, so that they show
create table seen (
    id      bigserial primary key,
    account uuid not null,
    number  int  not null
);
