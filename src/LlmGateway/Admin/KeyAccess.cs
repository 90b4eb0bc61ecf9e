using LlmGateway.Database;

namespace LlmGateway.Admin;

/// <summary>Our ids are unique everywhere: a key is found without its organization, but not under another one.</summary>
internal static class KeyAccess
{
    public static bool Sees(AdminCall call, KeyEntity key) => call.ToldOrganization is null || call.ToldOrganization == key.OrganizationId;
}
