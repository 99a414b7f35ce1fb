using System.Buffers.Text;
using System.Text.Json;

namespace Telemetry.Aggregation.Reads.Instances;

/// <summary>Where a page of instances ended. Pages that begin after a place neither repeat nor leave out anything while others come and go.</summary>
/// <param name="Order">The order of the list.</param>
/// <param name="Value">The last instance's value by which the list is ordered.</param>
/// <param name="Id">Its id.</param>
internal sealed record Place(string Order, string Value, Guid Id)
{
    /// <summary>The most characters of one in an address: a number may have hundreds of digits.</summary>
    public const int MostCharacters = 3000;

    /// <summary>As it stands in an address.</summary>
    public override string ToString() => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(this));

    /// <summary>Reads one; null if it is none of that order.</summary>
    public static Place? Parse(string text, InstanceOrder order)
    {
        if (text.Length > MostCharacters || !Base64Url.IsValid(text))
            return null;

        try
        {
            return JsonSerializer.Deserialize<Place>(Base64Url.DecodeFromChars(text)) is { Value: { } value } place && place.Order == order.Name && order.Takes(value)
                ? place
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
