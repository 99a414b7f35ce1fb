using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>An application while its model is being written.</summary>
public interface IDistributedApplicationBuilder
{
    /// <summary>Environment variables, appsettings.json, command line.</summary>
    ConfigurationManager Configuration { get; }

    /// <summary>The AppHost's project directory.</summary>
    string AppHostDirectory { get; }

    /// <summary>Development, Production, ...</summary>
    IHostEnvironment Environment { get; }

    /// <summary>Whether the model is to be run or published.</summary>
    DistributedApplicationExecutionContext ExecutionContext { get; }

    /// <summary>Services of the AppHost itself.</summary>
    IServiceCollection Services { get; }

    /// <summary>The model.</summary>
    IResourceCollection Resources { get; }

    /// <summary>Adds a resource.</summary>
    /// <exception cref="DistributedApplicationException">The name is taken.</exception>
    IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource;

    /// <summary>Goes on writing a resource that is in the model already.</summary>
    IResourceBuilder<T> CreateResourceBuilder<T>(T resource)
        where T : IResource;

    /// <summary>Ends the writing.</summary>
    DistributedApplication Build();
}
