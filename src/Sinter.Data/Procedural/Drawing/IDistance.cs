using System.Numerics;

namespace Sinter.Data;

/// <summary>An outline by its signed distance: how far a point is outside, in pixels; negative inside.</summary>
internal interface IDistance
{
    Vector<float> At(Vector<float> x, Vector<float> y);
}
