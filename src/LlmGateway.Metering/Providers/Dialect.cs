
namespace LlmGateway.Metering.Providers;

/// <summary>Where a provider's SDKs put the key, and how the provider says no.</summary>
public abstract class Dialect
{
    /// <summary>Header that takes the real key upstream, for example <c>Authorization</c>.</summary>
    public abstract string CredentialHeader { get; }

    /// <summary>The header's value for a key, for example <c>Bearer sk-...</c>.</summary>
    public abstract string CredentialValue(string key);

    /// <summary>Header and value for a call of this path; a provider may take its key elsewhere on some paths.</summary>
    /// <param name="path">Path behind the provider's prefix.</param>
    public virtual (string Header, string Value) Credential(string path, string key) => (CredentialHeader, CredentialValue(key));

    /// <summary>What a call may not carry, whether it is metered, a read of a job or free, because it would hide what is to be read; null (the rule) if nothing.</summary>
    public virtual Refusal? Refuse(Operation operation, CallRequest request) => null;

    /// <summary>The answer that the provider's own SDKs raise as their own error type, with our message.</summary>
    public abstract RefusalBody Render(Refusal refusal, DialectContext context);
}
