namespace LlmGateway.Authentication.Policies;

/// <summary>The database did not answer, or did not a moment ago and was not asked again.</summary>
internal sealed class DatabaseAwayException(Exception? reason = null) : Exception("The database cannot be asked for policies.", reason);
