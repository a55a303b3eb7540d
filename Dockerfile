# docker build -t ews-conform . && docker run --rm ews-conform run --tag smoke
FROM debian:stable-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends build-essential cmake ninja-build pkg-config \
    libcurl4-openssl-dev libxml2-dev libxslt1-dev libmicrohttpd-dev zlib1g-dev libmimalloc-dev dpkg-dev file \
 && rm -rf /var/lib/apt/lists/*
COPY . /src
RUN cmake -S /src -B /build -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo -DBUILD_TESTING=OFF \
 && cmake --build /build && cd /build && cpack -G DEB && mv /build/*.deb /ews-conform.deb

FROM debian:stable-slim
COPY --from=build /ews-conform.deb /tmp/
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates /tmp/ews-conform.deb \
 && rm -rf /var/lib/apt/lists/* /tmp/ews-conform.deb && useradd --create-home tester
USER tester
WORKDIR /home/tester
ENTRYPOINT ["ews-conform"]
CMD ["--help"]
