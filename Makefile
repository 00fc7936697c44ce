# The commands for people; each is a script that works without make as well.
.DEFAULT_GOAL := help
.PHONY: help up demo down test torture bench api format

# Settings may come from the environment or the command line: make up PORT_BASE=9000 FRESH=1
PORT_BASE ?= 8080
TORTURE_MINUTES ?= 10
export PORT_BASE FRESH

help: ## shows this
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

up: ## builds what has changed and brings the platform up (PORT_BASE=8080, FRESH=1 starts empty)
	@deploy/local/bin/up

demo: ## shows the sub-account flow step by step; brings the platform up if it is not
	@deploy/local/bin/demo

down: ## stops the platform; its data stays
	@deploy/local/bin/down

test: ## builds and tests everything, with real servers
	@JAVA_HOME="$$(deploy/local/bin/java-home)" && export JAVA_HOME && ./mvnw -B -T 2 verify

# TORTURE_SEED repeats what a failure has printed
torture: ## kills consumers, Kafka and PostgreSQL while usage is counted, for TORTURE_MINUTES (10), and services at each step
	@JAVA_HOME="$$(deploy/local/bin/java-home)" && export JAVA_HOME && \
	  ./mvnw -B integration-test -Dtest='ProjectionCrashFlowTest,CrashFlowTest' -Dsurefire.failIfNoSpecifiedTests=false -Dtorture.only=true \
	  -Dtorture.minutes=$(TORTURE_MINUTES) $(if $(TORTURE_SEED),-Dtorture.seed=$(TORTURE_SEED))

bench: ## measures the platform's throughput
	@deploy/local/bin/bench

api: ## writes docs/api from the code
	@JAVA_HOME="$$(deploy/local/bin/java-home)" && export JAVA_HOME && ./mvnw -B -q package -DskipTests
	@for service in account key billing sending; do cp $$service-service/target/openapi/openapi.yaml docs/api/$$service-service.yaml; done

format: ## formats the sources
	@JAVA_HOME="$$(deploy/local/bin/java-home)" && export JAVA_HOME && ./mvnw -B -q spotless:apply
