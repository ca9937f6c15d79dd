# syntax=docker/dockerfile:1

# The dependencies change seldom: they are a layer of their own, in the build and in the image.
FROM eclipse-temurin:25-jdk AS build
WORKDIR /build
COPY mvnw pom.xml ./
COPY .mvn .mvn
RUN ./mvnw -q -B dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory=/build/lib
COPY conf conf
COPY src src
RUN ./mvnw -q -B -DskipTests package && \
    rm target/*-all.jar && \
    mkdir app && cp target/windsock-*.jar app/windsock.jar

FROM eclipse-temurin:25-jre
RUN useradd --system --uid 10001 --no-create-home windsock && \
    mkdir -p /opt/windsock/data && chown windsock /opt/windsock/data
WORKDIR /opt/windsock
COPY --from=build /build/lib lib
COPY --from=build /build/app/windsock.jar windsock.jar
COPY conf conf
# Loaded classes are kept ready to be mapped: a start takes half as long.
RUN java -XX:ArchiveClassesAtExit=windsock.jsa -cp 'windsock.jar:lib/*' dev.windsock.Main check-config
USER windsock
ENV WINDSOCK_HTTP_HOST=0.0.0.0
EXPOSE 8080
VOLUME /opt/windsock/data
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /readyz HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200 '"]
ENTRYPOINT ["java", "-XX:SharedArchiveFile=windsock.jsa", "-XX:+UseSerialGC", "-XX:MaxRAMPercentage=60", \
  "-XX:+ExitOnOutOfMemoryError", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", \
  "-cp", "windsock.jar:lib/*", "dev.windsock.Main"]
CMD ["serve"]
