# parvet in a container, for CI systems that run jobs in one:
#
#	docker build -t parvet --build-arg VERSION=v1.2.3 - <Dockerfile
#	docker run --rm -v "$PWD:/src" parvet ./...

FROM golang:1.26.8-alpine AS build
ARG VERSION=latest
ENV CGO_ENABLED=0 GOBIN=/out
RUN go install -trimpath -ldflags="-s -w" github.com/parvet/parvet/cmd/parvet@${VERSION}

# parvet loads packages by the go command, so that is in the image too.
FROM golang:1.26.8-alpine
# git tells parvet -new-from which lines have changed. What is mounted belongs to
# another user than the one below.
RUN apk add --no-cache git=~2 && git config --system --add safe.directory '*'
# Any user may write to the caches: mount a volume on /cache to keep them.
RUN install -d -m 1777 /cache
COPY --from=build /out/parvet /usr/local/bin/parvet
# There is no C compiler.
ENV CGO_ENABLED=0 HOME=/tmp GOCACHE=/cache/go-build GOMODCACHE=/cache/mod PARVET_CACHE=/cache/parvet
USER 65532:65532
WORKDIR /src
ENTRYPOINT ["/usr/local/bin/parvet"]
CMD ["./..."]
