namespace LlmGateway.Authentication;

/// <summary>What the policy cache answers to a user's name.</summary>
/// <param name="User">The user, known or admitted just now; null if none can be told.</param>
/// <param name="IsFull">True if the user is new and the organization has as many as it can have. False with no user: the database cannot be asked.</param>
internal readonly record struct UserLookup(UserPolicy? User, bool IsFull = false);
