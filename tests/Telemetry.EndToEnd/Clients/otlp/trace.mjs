// An exporter that is not ours: two spans of Node's OpenTelemetry, packed, to where OTEL_EXPORTER_OTLP_ENDPOINT and _HEADERS say.
import { SpanStatusCode, context, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { Resource } from '@opentelemetry/resources';
import { BasicTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';

const provider = new BasicTracerProvider({
  resource: new Resource({ 'service.name': 'node-client' }),
  spanProcessors: [new SimpleSpanProcessor(new OTLPTraceExporter({ compression: 'gzip' }))],
});
const tracer = provider.getTracer('client');
const parent = tracer.startSpan('visit from elsewhere', { attributes: { answer: 42, tags: ['a', 'b'] } });
const child = tracer.startSpan('step', {}, trace.setSpan(context.active(), parent));
child.addEvent('stumbled', { over: 'a stone' });
child.setStatus({ code: SpanStatusCode.ERROR, message: 'fell' });
child.end();
parent.end();
await provider.shutdown();
console.log(parent.spanContext().traceId);
