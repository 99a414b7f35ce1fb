// The AppHost and the dashboard compile the services' settings as well; tests mean the services' own.
extern alias AggregationService;
extern alias GatewayService;
extern alias IngestionService;
extern alias NotificationsService;

global using AggregationSettings = AggregationService::Telemetry.Aggregation.Settings.AggregationSettings;
global using AlertSettings = AggregationService::Telemetry.Aggregation.Settings.AlertSettings;
global using GatewaySettings = GatewayService::Telemetry.Gateway.Settings.GatewaySettings;
global using Activation = IngestionService::Telemetry.Ingestion.Settings.Activation;
global using IngestionSettings = IngestionService::Telemetry.Ingestion.Settings.IngestionSettings;
global using NotificationsSettings = NotificationsService::Telemetry.Notifications.Settings.NotificationsSettings;
global using SmtpSettings = NotificationsService::Telemetry.Notifications.Settings.SmtpSettings;
global using SmtpTls = NotificationsService::Telemetry.Notifications.Settings.SmtpTls;
global using System.Net;
global using System.Text;
global using System.Text.Json;
global using Microsoft.Extensions.DependencyInjection;
global using Telemetry.Contracts;
global using Telemetry.Tests.Fixtures;
global using Xunit;
