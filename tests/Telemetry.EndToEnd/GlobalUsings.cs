global using Telemetry.Tests.Fixtures;
global using Xunit;
