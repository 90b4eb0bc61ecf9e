namespace LlmGateway.Authentication.Policies;

/// <summary>What the database says about one subject.</summary>
/// <param name="Version">The number of the newest policy change that touched the subject; tells older rows from newer ones. Content is never older than it.</param>
internal abstract record PolicyRows(long Version);
