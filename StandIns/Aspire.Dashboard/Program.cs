using Aspire.Dashboard;

// The engine talks over standard input and output; what is said to people goes to standard error.
using var facts = new StreamReader(Console.OpenStandardInput());
await using var commands = new StreamWriter(Console.OpenStandardOutput());

var builder = WebApplication.CreateBuilder(args);
builder.Logging.ClearProviders().AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
builder.AddDashboard(facts, commands);

var app = builder.Build();
app.MapDashboard();
await app.RunAsync();
