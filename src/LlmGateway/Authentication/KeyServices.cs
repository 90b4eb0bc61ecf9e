using LlmGateway.Authentication.Policies;
using LlmGateway.Operations;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LlmGateway.Authentication;

internal static class KeyServices
{
    /// <exception cref="StartupRefusedException">The configuration is not one to serve with.</exception>
    public static IServiceCollection AddKeys(this IServiceCollection services, IConfiguration configuration)
    {
        StartupRequirements.Check(configuration);
        services.AddOptions<KeyOptions>().Bind(configuration.GetSection(KeyOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(provider => AdminToken.Load(configuration, provider.GetRequiredService<DataDirectory>()));
        services.AddSingleton(provider => Peppers.Load(configuration, provider.GetRequiredService<DataDirectory>()));
        services.TryAddSingleton(Tiers);
        services.AddSingleton<KeyHashes>();
        services.AddSingleton<PolicyDatabase>();
        services.AddSingleton<PolicyReader>();
        services.AddSingleton<PolicyGraph>();
        services.AddSingleton<UserCensus>();
        services.AddSingleton<PolicyLoader>();
        services.AddSingleton<PolicyRefresh>();
        services.AddSingleton<PolicyChanges>();
        services.AddSingleton<PolicyCache>();
        services.AddSingleton<Authenticator>();
        services.AddHostedService<PolicyWatch>();
        return services;
    }

    private static TierBook Tiers(IServiceProvider provider)
    {
        var files = provider.GetRequiredService<ModelFiles>();
        var tiers = new TierBook(() => files.Tiers);
        files.Changed += tiers.Announce;
        return tiers;
    }
}
